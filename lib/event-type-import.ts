/**
 * Registers a catalogue that comes with Posthorn, or the webhooks of an OpenAPI document, in a workspace. Promises that importing again changes nothing,
 * and that what a person wrote or archived stays unless they ask for it to be replaced.
 */
import { invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { ImportEventTypesBody, ImportedEventTypes } from "./contract/event-types";
import { BUILT_IN_CATALOGUES } from "./dialects/catalogues/built-in";
import { type WebhookType, webhookTypes } from "./openapi-webhooks";
import { db, type Tx } from "./platform/db";
import { newUuid } from "./platform/ids";
import type { Principal } from "./principal";
import { raiseVersions } from "./versions";

/** They are written one by one in one transaction, while other imports of the workspace wait. */
const MAX_TYPES = 500;

const DESCRIBED = { category: true, description: true, schema: true, example: true } as const;
const READ = { ...DESCRIBED, registered: true, archivedAt: true } as const;

type Described = {
  category: string | null;
  description: string;
  schema: string | null;
  example: string | null;
};
type Row = Described & { registered: boolean; archivedAt: Date | null };

/** What becomes of one type of the catalogue. */
export type Fate = "added" | "updated" | "unchanged" | "kept";

const names = Object.keys(DESCRIBED) as (keyof Described)[];

/**
 * `row` is the workspace's type of that name. A field somebody filled in otherwise makes it theirs; an empty one
 * is filled in.
 */
export function fateOf(entry: WebhookType, row: Row | undefined, overwrite: boolean): Fate {
  if (!row?.registered) return "added";
  const differing = names.filter((name) => row[name] !== entry[name]);
  const isTheirs = row.archivedAt !== null || differing.some((name) => row[name]);
  if (isTheirs) return overwrite ? "updated" : "kept";
  return differing.length > 0 ? "updated" : "unchanged";
}

/** Registers what is missing and fills in what is empty. Throws `invalid_request` for an unknown catalogue. */
export async function importEventTypes(
  by: Principal,
  workspaceId: string,
  body: ImportEventTypesBody,
): Promise<ImportedEventTypes> {
  const { overwrite } = body;
  const { catalogue, types, refused } = typesOf(body);
  return db.$transaction(async (tx) => {
    const rows = await readTypes(tx, workspaceId, types);
    const fates = types.map((entry) => ({
      entry,
      fate: fateOf(entry, rows.get(entry.name), overwrite),
    }));
    const written = fates.filter(({ fate }) => fate === "added" || fate === "updated");
    for (const { entry } of written) await writeType(tx, workspaceId, entry);
    const count = (wanted: Fate) => fates.filter(({ fate }) => fate === wanted).length;
    const counts = { added: count("added"), updated: count("updated"), unchanged: count("unchanged") };
    if (written.length > 0) {
      await raiseVersions(tx, { workspaceId }, ["routing"]);
      await audit(tx, by, {
        action: "event-type.import",
        targetId: catalogue,
        workspaceId,
        detail: { ...counts, overwrite },
      });
    }
    const kept = fates.flatMap(({ entry, fate }) => (fate === "kept" ? [entry.name] : []));
    return { catalogue, ...counts, kept, refused };
  });
}

type Import = { catalogue: string; types: readonly WebhookType[]; refused: string[] };

/** What there is to import: a catalogue's types, or a document's webhooks. */
function typesOf({ catalogue, openapi }: ImportEventTypesBody): Import {
  if (openapi) {
    const { types, refused } = webhookTypes(openapi);
    if (types.length > MAX_TYPES)
      throw invalidField("openapi.webhooks", `has more than ${MAX_TYPES} members`);
    return { catalogue: "openapi", types, refused };
  }
  const known = BUILT_IN_CATALOGUES[catalogue ?? ""];
  if (!known) throw invalidField("catalogue", "is not a catalogue that comes with Posthorn");
  return { catalogue: known.name, types: known.types, refused: [] };
}

/** The workspace's types of those names. Imports of one workspace come one after the other. */
async function readTypes(
  tx: Tx,
  workspaceId: string,
  types: readonly WebhookType[],
): Promise<Map<string, Row>> {
  const [workspace] = await tx.$queryRaw<object[]>`
    SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`;
  if (!workspace) throw notFound();
  // Rides on event_types_by_name.
  const rows = await tx.eventType.findMany({
    where: { workspaceId, name: { in: types.map(({ name }) => name) } },
    select: { name: true, ...READ },
  });
  return new Map(rows.map(({ name, ...row }) => [name, row]));
}

async function writeType(tx: Tx, workspaceId: string, { name, ...described }: WebhookType): Promise<void> {
  const data = { ...described, registered: true, archivedAt: null };
  await tx.eventType.upsert({
    where: { workspaceId_name: { workspaceId, name } },
    create: { id: newUuid(), workspaceId, name, ...data },
    update: data,
    select: { name: true },
  });
}
