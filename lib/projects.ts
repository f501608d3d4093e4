/** Projects: the unit of isolation. Promises that deleting one ends its endpoints and API keys with it. */
import { ApiError, notFound } from "./api-error";
import { forgetCachedKeys } from "./api-keys";
import { audit } from "./audit-log";
import type { Page } from "./contract/page";
import type { CreateProjectBody, Project, ProjectsQuery, UpdateProjectBody } from "./contract/projects";
import { pageFrom, readCursor } from "./cursor";
import { dialectCatalogue } from "./dialect-catalogue";
import { db, type Prisma, type Tx } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import {
  hasOverrides,
  mergedOverrides,
  overridesJson,
  overridesOf,
  shownOverrides,
} from "./policy-overrides";
import type { Principal } from "./principal";
import { projectsWithRuns } from "./runs";
import { raiseVersions } from "./versions";

type Row = {
  id: string;
  workspaceId: string;
  uid: string | null;
  name: string;
  overrides: Prisma.JsonValue;
  createdAt: Date;
};

/** Rows as the API answers them; whether runs matter in them is asked once for all. */
async function shownProjects(workspaceId: string, rows: Row[], tx: Tx = db): Promise<Project[]> {
  // One after the other: inside a transaction there is one connection.
  const workspace = await tx.workspace.findUnique({ where: { id: workspaceId }, select: { dialect: true } });
  const catalogue = await dialectCatalogue(workspaceId, tx);
  const ids = rows.map(({ id }) => id);
  const withRuns = await projectsWithRuns(ids, tx);
  const byRun = catalogue(workspace?.dialect ?? "")?.ordering === "run";
  return rows.map((row) => shownProject(row, byRun || withRuns.has(row.id)));
}

async function shownAlone(row: Row, tx: Tx = db): Promise<Project> {
  const [shown] = await shownProjects(row.workspaceId, [row], tx);
  if (!shown) throw notFound();
  return shown;
}

const shownProject = (row: Row, holdsRuns: boolean): Project => ({
  id: publicId("project", row.id),
  workspaceId: publicId("workspace", row.workspaceId),
  uid: row.uid,
  name: row.name,
  overrides: shownOverrides(overridesOf(row.overrides)),
  holdsRuns,
  createdAt: row.createdAt.toISOString(),
});

/** A workspace's projects, newest first; a project's own key sees that one. Rides on `projects_by_uid`. */
export async function listProjects(
  principal: Principal,
  workspaceId: string,
  query: ProjectsQuery,
): Promise<Page<Project>> {
  const list = { noun: "projects", owner: workspaceId, filters: query };
  const after = readCursor(list, query.cursor);
  const only = principal.kind === "api-key" || principal.kind === "portal" ? principal.projectId : null;
  const rows = await db.project.findMany({
    where: {
      workspaceId,
      deletedAt: null,
      AND: [
        ...(after ? [{ id: { lt: after } }] : []),
        ...(only ? [{ id: only }] : []),
        ...(query.q ? [matching(query.q)] : []),
      ],
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  const { data, nextCursor } = pageFrom(rows, {
    limit: query.limit,
    list,
    keyOf: (row) => row.id,
    show: (row) => row,
  });
  return { data: await shownProjects(workspaceId, data), nextCursor };
}

function matching(q: string): Prisma.ProjectWhereInput {
  const id = uuidOf("project", q);
  if (id) return { id };
  return { OR: [{ name: { contains: q, mode: "insensitive" } }, { uid: { startsWith: q } }] };
}

/** One project. Throws `not_found`. */
export async function getProject(workspaceId: string, id: string): Promise<Project> {
  const row = await db.project.findFirst({ where: { id, workspaceId, deletedAt: null } });
  if (!row) throw notFound();
  return shownAlone(row);
}

const uidTaken = () => new ApiError("conflict", "Another project of this workspace has this uid.");

/** Makes a project. Throws `conflict` for a uid that is taken. */
export async function createProject(
  by: Principal,
  workspaceId: string,
  { name, uid = null, ...settings }: CreateProjectBody,
): Promise<Project> {
  return db.$transaction(async (tx) => {
    const id = newUuid();
    const overrides = overridesJson(mergedOverrides({}, settings));
    // The unique index decides between two who want the same uid; the loser finds no row made.
    const { count } = await tx.project.createMany({
      data: [{ id, workspaceId, name, uid, overrides }],
      skipDuplicates: true,
    });
    if (count === 0) throw uidTaken();
    await audit(tx, by, {
      action: "project.create",
      targetId: publicId("project", id),
      workspaceId,
      projectId: id,
      detail: { name, uid },
    });
    return shownAlone(await tx.project.findUniqueOrThrow({ where: { id } }), tx);
  });
}

/** Changes a project. Throws `not_found`, and `conflict` for a uid that is taken. */
export async function updateProject(
  by: Principal,
  { id, workspaceId }: { id: string; workspaceId: string },
  body: UpdateProjectBody,
): Promise<Project> {
  const { name, uid, ...settings } = body;
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM projects WHERE id = ${id}::uuid FOR UPDATE`;
    const before = await tx.project.findFirst({ where: { id, workspaceId, deletedAt: null } });
    if (!before) throw notFound();
    if (
      uid &&
      (await tx.project.findFirst({ where: { workspaceId, uid, id: { not: id } }, select: { id: true } }))
    )
      throw uidTaken();
    const overrides = mergedOverrides(overridesOf(before.overrides), settings);
    const row = await tx.project.update({
      where: { id },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(uid === undefined ? {} : { uid }),
        overrides: overridesJson(overrides),
      },
    });
    // Routing as well: order and dialect of its endpoints decide how accept writes deliveries.
    if (hasOverrides(settings)) await raiseVersions(tx, { projectId: id }, ["routing", "policy"]);
    await audit(tx, by, {
      action: "project.update",
      targetId: publicId("project", id),
      workspaceId,
      projectId: id,
      detail: { changed: namesGiven(body) },
    });
    return shownAlone(row, tx);
  });
}

const namesGiven = (body: object) =>
  Object.entries(body).flatMap(([name, value]) => (value === undefined ? [] : [name]));

/**
 * Deletes a project with its endpoints and keys. What still waits for its endpoints is cancelled by the
 * engine, which finds them disabled. Its uid can be used again. Throws `not_found`.
 */
export async function deleteProject(
  by: Principal,
  { id, workspaceId }: { id: string; workspaceId: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const deletedAt = new Date();
    // Endpoints before their project, as everywhere.
    await tx.endpoint.updateMany({
      where: { projectId: id, deletedAt: null, project: { workspaceId } },
      data: {
        deletedAt,
        status: "disabled",
        disabledReason: "deleted",
        disabledAt: deletedAt,
        version: { increment: 1 },
      },
    });
    const gone = await tx.project.updateMany({
      where: { id, workspaceId, deletedAt: null },
      data: { deletedAt, uid: null, routingVersion: { increment: 1 }, policyVersion: { increment: 1 } },
    });
    if (gone.count === 0) throw notFound();
    await tx.apiKey.updateMany({
      where: { workspaceId, projectId: id, revokedAt: null },
      data: { revokedAt: deletedAt },
    });
    await audit(tx, by, {
      action: "project.delete",
      targetId: publicId("project", id),
      workspaceId,
      projectId: id,
    });
  });
  forgetCachedKeys();
}
