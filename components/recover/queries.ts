import { apiQuery } from "@/components/api-query";
import type { ReplayJob } from "@/lib/contract/replays";

/** A paced job's progress, followed until it has ended. */
export const replayJob = (project: string, job: string) =>
  Object.assign(apiQuery<ReplayJob>([project, "replays", job], `/projects/${project}/replays/${job}`), {
    refetchInterval: ({ state }: { state: { data?: ReplayJob | undefined } }) =>
      state.data && ["done", "cancelled"].includes(state.data.status) ? (false as const) : 1_000,
  });
