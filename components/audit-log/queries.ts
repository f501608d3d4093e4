import { apiFile } from "@/components/api-client";
import { apiQuery } from "@/components/api-query";
import { sinceOf } from "@/components/ui/time-range";
import type { AuditEntry } from "@/lib/contract/audit-log";
import type { Page } from "@/lib/contract/page";
import type { AuditFilters } from "./filters";

export const auditLog = ({ range, ...filters }: AuditFilters) =>
  apiQuery<Page<AuditEntry>>(["audit-log", { range, ...filters }], "/workspace/audit-log", {
    ...filters,
    since: sinceOf(range),
  });

/** The same entries as a file. */
export const auditExport = ({ action, actor, range }: AuditFilters, format: "csv" | "json"): Promise<Blob> =>
  apiFile("/workspace/audit-log/export", { format, action, actor, since: sinceOf(range) });
