/** What the subjects of audit entries are called today: an entry keeps their ids alone. One query for all of a page. */
import { db } from "./platform/db";
import { type IdKind, uuidOf } from "./platform/ids";
import { Prisma } from "./platform/prisma/client";

type Source = (workspaceId: Prisma.Sql, ids: Prisma.Sql) => Prisma.Sql;

const inProject = (table: Prisma.Sql, name: Prisma.Sql): Source => {
  return (workspaceId, ids) => Prisma.sql`SELECT t.id, ${name} AS name FROM ${table} t
    JOIN projects p ON p.id = t.project_id WHERE t.id = ANY(${ids}) AND p.workspace_id = ${workspaceId}`;
};
const inWorkspace = (table: Prisma.Sql): Source => {
  return (workspaceId, ids) =>
    Prisma.sql`SELECT t.id, t.name FROM ${table} t WHERE t.id = ANY(${ids}) AND t.workspace_id = ${workspaceId}`;
};

/** Each rides its table's primary key. What is not here has no name of its own. */
const SOURCES: Partial<Record<IdKind, Source>> = {
  endpoint: inProject(Prisma.sql`endpoints`, Prisma.sql`coalesce(nullif(t.description, ''), t.url)`),
  portalLink: inProject(Prisma.sql`portal_links`, Prisma.sql`t.name`),
  event: inProject(Prisma.sql`events`, Prisma.sql`t.type`),
  delivery: inProject(Prisma.sql`deliveries`, Prisma.sql`t.type`),
  project: inWorkspace(Prisma.sql`projects`),
  apiKey: inWorkspace(Prisma.sql`api_keys`),
  playInbox: inWorkspace(Prisma.sql`play_inboxes`),
  workspace: (id, ids) =>
    Prisma.sql`SELECT t.id, t.name FROM workspaces t WHERE t.id = ANY(${ids}) AND t.id = ${id}`,
  // Only those who are or were of the workspace stand in its log; who is invited has no account yet.
  user: (workspaceId, ids) => Prisma.sql`SELECT t.id, t.name FROM users t WHERE t.id = ANY(${ids})
    UNION ALL SELECT t.id, t.name FROM invitations t
      WHERE t.id = ANY(${ids}) AND t.workspace_id = ${workspaceId}
      AND NOT EXISTS (SELECT FROM users u WHERE u.id = t.id)`,
};

/** By public id. What is gone for good, or has no name, is left out. */
export async function namesOf(
  workspaceId: string,
  targets: Iterable<string | null>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(targets)].flatMap((target) => located(target) ?? []);
  const parts = Object.entries(SOURCES).flatMap(([kind, source]) => {
    const ids = wanted.filter((each) => each.kind === kind).map(({ uuid }) => uuid);
    return ids.length > 0 ? [source(Prisma.sql`${workspaceId}::uuid`, Prisma.sql`${ids}::uuid[]`)] : [];
  });
  if (parts.length === 0) return new Map();
  const rows = await db.$queryRaw<{ id: string; name: string }[]>(Prisma.join(parts, " UNION ALL "));
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return new Map(
    wanted.flatMap(({ target, uuid }) => {
      const name = names.get(uuid);
      return name ? [[target, name] as const] : [];
    }),
  );
}

function located(target: string | null): { target: string; kind: string; uuid: string } | null {
  if (target === null) return null;
  for (const kind of Object.keys(SOURCES) as IdKind[]) {
    const uuid = uuidOf(kind, target);
    if (uuid) return { target, kind, uuid };
  }
  return null;
}
