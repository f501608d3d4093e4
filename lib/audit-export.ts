/** A workspace's audit log as a file: text in pieces, so that its length does not matter. */
import { allAuditEntries } from "./audit-log";
import type { AuditEntry, AuditExportQuery } from "./contract/audit-log";
import { csvRow } from "./csv";

const COLUMNS = [
  "time",
  "actor kind",
  "actor id",
  "actor name",
  "action",
  "project id",
  "target",
  "target name",
  "detail",
] as const;

const csvOf = ({ at, actor, action, projectId, targetId, targetName, detail }: AuditEntry): string =>
  csvRow([
    at,
    actor.kind,
    actor.id ?? "",
    actor.name,
    action,
    projectId ?? "",
    targetId ?? "",
    targetName ?? "",
    JSON.stringify(detail),
  ]);

/** The pieces of the file, in order: CSV with a head, or one JSON array with an entry a line. */
export async function* auditExport(
  workspaceId: string,
  query: AuditExportQuery,
): AsyncGenerator<string, void, undefined> {
  const isCsv = query.format === "csv";
  yield isCsv ? csvRow(COLUMNS) : "[";
  let before = "\n";
  for await (const entries of allAuditEntries(workspaceId, query)) {
    if (isCsv) yield entries.map(csvOf).join("");
    else {
      yield before + entries.map((entry) => JSON.stringify(entry)).join(",\n");
      before = ",\n";
    }
  }
  if (!isCsv) yield "\n]\n";
}
