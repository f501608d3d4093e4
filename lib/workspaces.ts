/** Workspaces: made by the operator's root key, changed by their owners and admins. */
import { demand } from "./access";
import { invalidField, notFound } from "./api-error";
import { insertApiKey } from "./api-keys";
import { audit } from "./audit-log";
import type { Page, PlainPageQuery } from "./contract/page";
import type { SchemaCheck } from "./contract/schema-checks";
import { SCOPES } from "./contract/scopes";
import type {
  CreatedWorkspace,
  CreateWorkspaceBody,
  OwnWorkspace,
  UpdateWorkspaceBody,
  Workspace,
} from "./contract/workspaces";
import { pageFrom, readCursor } from "./cursor";
import { isBuiltIn, requireDialect } from "./dialect-catalogue";
import { BUILT_IN_DIALECTS } from "./dialects/built-in";
import { demandForAll } from "./endpoint-destination";
import { db, type Prisma, type Tx } from "./platform/db";
import { newUuid, publicId } from "./platform/ids";
import type { Principal } from "./principal";
import { raiseVersions } from "./versions";

type Row = {
  id: string;
  name: string;
  dialect: string;
  strictTypes: boolean;
  schemaCheck: string;
  apiKeyPrefix: string;
  retentionDays: number | null;
  runHoldSeconds: number;
  brandColor: string | null;
  portalOrigins: string[];
  createdAt: Date;
};

const shownWorkspace = (row: Row): Workspace => ({
  id: publicId("workspace", row.id),
  name: row.name,
  dialect: row.dialect,
  strictTypes: row.strictTypes,
  schemaCheck: row.schemaCheck as SchemaCheck,
  apiKeyPrefix: row.apiKeyPrefix,
  retentionDays: row.retentionDays,
  runHoldSeconds: row.runHoldSeconds,
  brandColor: row.brandColor,
  portalOrigins: row.portalOrigins,
  createdAt: row.createdAt.toISOString(),
});

const ownedBy = (principal: Principal, row: Row): OwnWorkspace => ({
  ...shownWorkspace(row),
  role: principal.kind === "user" ? principal.role : null,
});

/**
 * Makes a workspace with a first API key that has every scope. Of one that the root key makes, the installation's
 * first owner becomes owner, or will at set-up. Throws `invalid_request` for an unknown dialect.
 */
export async function createWorkspace(by: Principal, body: CreateWorkspaceBody): Promise<CreatedWorkspace> {
  const { name, dialect = "standard", apiKeyPrefix } = body;
  if (!isBuiltIn(dialect)) throw invalidField("dialect", "is not a built-in dialect");
  demandForAll(BUILT_IN_DIALECTS[dialect]);
  return db.$transaction(async (tx) => {
    const row = await tx.workspace.create({
      data: { id: newUuid(), name, dialect, ...(apiKeyPrefix ? { apiKeyPrefix } : {}) },
    });
    const id = publicId("workspace", row.id);
    await audit(tx, by, { action: "workspace.create", targetId: id, workspaceId: row.id, detail: { name } });
    if (by.kind === "root") await addFirstOwner(tx, row.id);
    const { id: keyId, key } = await insertApiKey(tx, by, {
      name: "First key",
      scopes: [...SCOPES],
      workspaceId: row.id,
      projectId: null,
      prefix: row.apiKeyPrefix,
    });
    return { ...shownWorkspace(row), apiKey: { id: keyId, key } };
  });
}

/**
 * Lets the installation's first owner see what the root key made. The installation's row is locked, so that
 * whoever sets up meanwhile finds the workspace among those that belong to nobody, or is found here.
 */
async function addFirstOwner(tx: Tx, workspaceId: string): Promise<void> {
  const [installation] = await tx.$queryRaw<{ owned_at: Date | null }[]>`
    SELECT owned_at FROM installation FOR SHARE`;
  if (!installation?.owned_at) return;
  const first = await tx.member.findFirst({
    where: { role: "owner" },
    orderBy: [{ user: { createdAt: "asc" } }, { userId: "asc" }],
    select: { userId: true },
  });
  if (!first) return;
  await tx.member.create({
    data: { workspaceId, userId: first.userId, role: "owner" },
    select: { role: true },
  });
}

/** The workspaces a principal can see: root all of them, a person those they belong to, a key its own. */
export async function listWorkspaces(principal: Principal, query: PlainPageQuery): Promise<Page<Workspace>> {
  const owner =
    principal.kind === "root" ? "root" : principal.kind === "user" ? principal.userId : principal.workspaceId;
  const list = { noun: "workspaces", owner, filters: {} };
  const after = readCursor(list, query.cursor);
  const rows = await db.workspace.findMany({
    where: {
      ...visibleTo(principal),
      ...(after ? { AND: { id: { lt: after } } } : {}),
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.id, show: shownWorkspace });
}

const visibleTo = (principal: Principal): Prisma.WorkspaceWhereInput => {
  if (principal.kind === "root") return {};
  if (principal.kind === "user") return { members: { some: { userId: principal.userId } } };
  return { id: principal.workspaceId };
};

/** The principal's own workspace. */
export async function getWorkspace(principal: Principal, workspaceId: string): Promise<OwnWorkspace> {
  const row = await db.workspace.findUnique({ where: { id: workspaceId } });
  if (!row) throw notFound();
  return ownedBy(principal, row);
}

/** What accept remembers of a workspace beside its dialect. */
const ROUTING_SETTINGS = ["strictTypes", "schemaCheck", "runHoldSeconds"] as const;

/**
 * Changes a workspace. Retention is the owner's alone. Throws `forbidden`, and `invalid_request` for an
 * unknown dialect.
 */
export async function updateWorkspace(
  by: Principal,
  workspaceId: string,
  body: UpdateWorkspaceBody,
): Promise<OwnWorkspace> {
  if (body.retentionDays !== undefined) demand(by, "workspace:own");
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR UPDATE`;
    const before = await tx.workspace.findUnique({ where: { id: workspaceId } });
    if (!before) throw notFound();
    const changesDialect = body.dialect !== undefined && body.dialect !== before.dialect;
    if (body.dialect !== undefined && changesDialect) await keepUnfitEndpoints(tx, before, body.dialect);
    const row = await tx.workspace.update({ where: { id: workspaceId }, data: body });
    if (changesDialect) await raiseVersions(tx, { workspaceId }, ["routing", "policy"]);
    else if (ROUTING_SETTINGS.some((name) => row[name] !== before[name]))
      await raiseVersions(tx, { workspaceId }, ["routing"]);
    await audit(tx, by, {
      action: "workspace.update",
      targetId: publicId("workspace", workspaceId),
      workspaceId,
      detail: { ...body },
    });
    return ownedBy(by, row);
  });
}

/**
 * An endpoint's secret was made in its dialect's format. Where the new dialect has another, the endpoints
 * that so far followed the workspace stay with the old one: their receivers go on verifying.
 */
async function keepUnfitEndpoints(tx: Tx, workspace: Row, dialect: string): Promise<void> {
  const to = await requireDialect(workspace.id, dialect, tx);
  demandForAll(to);
  const from = await requireDialect(workspace.id, workspace.dialect, tx);
  if (to.secretFormat === from.secretFormat) return;
  await tx.endpoint.updateMany({
    where: { dialect: null, deletedAt: null, project: { workspaceId: workspace.id } },
    data: { dialect: workspace.dialect, version: { increment: 1 } },
  });
}
