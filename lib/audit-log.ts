/** Who did what, written in the transaction that did it, so that neither exists without the other. */
import { namesOf } from "./audit-names";
import { type Column, periodBounds, periodFilters, searchIds, type Way } from "./bounded-search";
import type { AuditDetailName, AuditEntry, AuditExportQuery, AuditLogQuery } from "./contract/audit-log";
import type { Page } from "./contract/page";
import { makeCursor, readCursor } from "./cursor";
import { noteDone } from "./idempotency";
import { db, type Tx } from "./platform/db";
import { newUuid, publicId } from "./platform/ids";
import { Prisma } from "./platform/prisma/client";
import type { Principal } from "./principal";

/** For what nobody asked for: the engine disabling an endpoint, the first owner setting up. */
export type SystemActor = { kind: "system"; name: string };
export type Actor = Principal | SystemActor;

export type AuditDetail = { [name in AuditDetailName]?: Prisma.InputJsonValue | null };

export type AuditRecord = {
  /** `<noun>.<verb>`, e.g. `endpoint.disable`. */
  action: string;
  /** The public id, or the name, of what it was done to. */
  targetId: string | null;
  /** Needed for actors that have no workspace of their own: root and system. */
  workspaceId?: string;
  projectId?: string;
  /** What changed; never a secret, a payload or a header value. */
  detail?: AuditDetail;
};

/** Writes one entry inside `tx`, and with it that the request is done (`idempotency.ts`). Throws when the workspace is not known. */
export async function audit(tx: Tx, actor: Actor, record: AuditRecord): Promise<void> {
  const workspaceId = record.workspaceId ?? ("workspaceId" in actor ? actor.workspaceId : undefined);
  if (!workspaceId) throw new Error(`audit entry "${record.action}" without a workspace`);
  await noteDone(tx);
  await tx.auditEntry.create({
    data: {
      id: newUuid(),
      workspaceId,
      projectId: record.projectId ?? null,
      actorKind: actor.kind,
      actorId: actorId(actor),
      actorName: actor.kind === "root" ? "root key" : actor.name,
      action: record.action,
      targetId: record.targetId,
      detail: record.detail ?? {},
    },
    select: { id: true },
  });
}

function actorId(actor: Actor): string | null {
  if (actor.kind === "user") return publicId("user", actor.userId);
  if (actor.kind === "portal") return publicId("portalLink", actor.linkId);
  return actor.kind === "api-key" ? publicId("apiKey", actor.keyId) : null;
}

/** A page of a workspace's log, newest first. */
export async function listAuditEntries(workspaceId: string, query: AuditLogQuery): Promise<Page<AuditEntry>> {
  const list = { noun: "audit-log", owner: workspaceId, filters: query };
  const found = await searchIds({
    table: "audit_entries",
    ways: await waysFor(workspaceId, query),
    bounds: { after: readCursor(list, query.cursor), ...periodBounds(query) },
    filters: filtersOf(query),
    order: "desc",
    limit: query.limit,
  });
  const rows = await db.auditEntry.findMany({
    where: { workspaceId, id: { in: found.ids } },
    orderBy: { id: "desc" },
  });
  return { data: await shown(workspaceId, rows), nextCursor: found.next && makeCursor(list, found.next) };
}

/** Rides audit_entries_of_actor, audit_entries_by_action, audit_entries_by_kind or audit_entries_of_workspace. */
async function waysFor(workspaceId: string, { action, actor }: Filters): Promise<Way[]> {
  const own: [Column, Prisma.Sql] = ["workspace_id", Prisma.sql`${workspaceId}::uuid`];
  if (actor?.includes("_")) return [{ along: [own, ["actor_id", Prisma.sql`${actor}`]] }];
  if (action) {
    const actions = action.includes(".") ? [action] : await actionsOf(workspaceId, action);
    return actions.map((each) => ({ along: [own, ["action", Prisma.sql`${each}`]] }));
  }
  return [{ along: actor ? [own, ["actor_kind", Prisma.sql`${actor}`]] : [own] }];
}

/** What was ever done to such a noun; rides audit_entries_by_action, one probe for each action there is. */
async function actionsOf(workspaceId: string, noun: string): Promise<string[]> {
  const next = (after: Prisma.Sql) => Prisma.sql`SELECT action FROM audit_entries
    WHERE workspace_id = ${workspaceId}::uuid AND action > ${after} ORDER BY workspace_id, action LIMIT 1`;
  const rows = await db.$queryRaw<{ action: string }[]>`
    WITH RECURSIVE actions AS (
      (${next(Prisma.sql`''`)})
      UNION ALL SELECT next.action FROM actions CROSS JOIN LATERAL (${next(Prisma.sql`actions.action`)}) AS next
    ) SELECT action FROM actions`;
  return rows.map(({ action }) => action).filter((action) => action.startsWith(`${noun}.`));
}

const filtersOf = ({ action, actor, ...period }: Filters): Prisma.Sql[] => [
  ...periodFilters(period),
  ...(action
    ? [
        action.includes(".")
          ? Prisma.sql`action = ${action}`
          : Prisma.sql`starts_with(action, ${`${action}.`})`,
      ]
    : []),
  ...(actor
    ? [actor.includes("_") ? Prisma.sql`actor_id = ${actor}` : Prisma.sql`actor_kind = ${actor}`]
    : []),
];

const EXPORTED_AT_ONCE = 500;

/** Everything that matches, newest first, a few hundred entries at a time: an export never stands in memory. */
export async function* allAuditEntries(
  workspaceId: string,
  filters: AuditExportQuery,
): AsyncGenerator<AuditEntry[], void, undefined> {
  for (let after: string | undefined, more = true; more; ) {
    const rows = await db.auditEntry.findMany({
      where: { ...matching(workspaceId, filters), ...(after ? { id: { lt: after } } : {}) },
      orderBy: { id: "desc" },
      take: EXPORTED_AT_ONCE,
    });
    after = rows.at(-1)?.id;
    more = rows.length === EXPORTED_AT_ONCE;
    if (rows.length > 0) yield await shown(workspaceId, rows);
  }
}

type Filters = Pick<AuditLogQuery, "action" | "actor" | "since" | "until">;

/** An actor's id has a prefix and `_`; a kind has none. */
function matching(
  workspaceId: string,
  { action, actor, since, until }: Filters,
): Prisma.AuditEntryWhereInput {
  return {
    workspaceId,
    ...(action ? { action: action.includes(".") ? action : { startsWith: `${action}.` } } : {}),
    ...(actor ? (actor.includes("_") ? { actorId: actor } : { actorKind: actor }) : {}),
    ...(since || until
      ? { at: { ...(since ? { gte: new Date(since) } : {}), ...(until ? { lt: new Date(until) } : {}) } }
      : {}),
  };
}

type Row = Awaited<ReturnType<typeof db.auditEntry.findFirstOrThrow>>;

async function shown(workspaceId: string, rows: readonly Row[]): Promise<AuditEntry[]> {
  const names = await namesOf(
    workspaceId,
    rows.map(({ targetId }) => targetId),
  );
  return rows.map((row) => ({
    id: publicId("auditEntry", row.id),
    at: row.at.toISOString(),
    actor: { kind: row.actorKind as AuditEntry["actor"]["kind"], id: row.actorId, name: row.actorName },
    action: row.action,
    projectId: row.projectId && publicId("project", row.projectId),
    targetId: row.targetId,
    targetName: (row.targetId && names.get(row.targetId)) || null,
    detail: row.detail as AuditEntry["detail"],
  }));
}
