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
    inOneCell(detail),
  ]);

/** `name: Warehouse; scopes: read, replay`, for whoever reads a table; a program takes the JSON. */
const inOneCell = (detail: AuditEntry["detail"]): string =>
  Object.entries(detail)
    .map(([name, value]) => `${spaced(name)}: ${plain(value)}`)
    .join("; ");

/** `expiresInSeconds` as `expires in seconds`. */
const spaced = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function plain(value: AuditEntry["detail"][string]): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(plain).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

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
