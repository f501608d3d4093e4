import { apiQuery } from "@/components/api-query";
import type { Page } from "@/lib/contract/page";
import type { Run } from "@/lib/contract/runs";

export type RunFilters = { state: "open" | "ended" | "all"; cursor: string | null };

/** Below the deliveries' lists: whatever is held or leaves changes a run. */
export const runList = (project: string, { state, cursor }: RunFilters) =>
  apiQuery<Page<Run>>(
    [project, "deliveries", "list", "runs", { state, cursor }],
    `/projects/${project}/runs`,
    {
      state: state === "all" ? null : state,
      cursor,
    },
  );

export const runDetail = (project: string, run: string) =>
  apiQuery<Run>(
    [project, "deliveries", "list", "run", run],
    `/projects/${project}/runs/${encodeURIComponent(run)}`,
  );
