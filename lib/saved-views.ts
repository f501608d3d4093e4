/**
 * The filters a person saved under names: theirs alone, per project, wherever they sign in. Rows of their own
 * rather than a document on the membership: two tabs that save at once both keep theirs, and a view goes with
 * its person or project. What a query means is its page's business.
 */
import { invalidField, notFound } from "./api-error";
import type { SavedView, SavedViews, SaveViewBody } from "./contract/saved-views";
import type { ProjectRef } from "./lookups";
import { db } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import type { UserPrincipal } from "./principal";

/** A menu longer than this is no help; a person has so many per project. */
const MAX_VIEWS = 50;

type Row = { id: string; projectId: string; list: string; name: string; query: string; createdAt: Date };

const shown = (row: Row): SavedView => ({
  id: publicId("savedView", row.id),
  projectId: publicId("project", row.projectId),
  list: row.list as SavedView["list"],
  name: row.name,
  query: row.query,
  createdAt: row.createdAt.toISOString(),
});

/** By name. Rides on `saved_views_of_person`. */
export async function listSavedViews({ userId }: UserPrincipal, project: ProjectRef): Promise<SavedViews> {
  const rows = await db.savedView.findMany({
    where: { userId, projectId: project.id },
    orderBy: [{ list: "asc" }, { name: "asc" }],
    take: MAX_VIEWS,
  });
  return { data: rows.map(shown) };
}

/** Saves it, or replaces the one of the same name. Throws `invalid_request` for one too many. */
export async function saveView(
  { userId }: UserPrincipal,
  { id: projectId }: ProjectRef,
  { list, name, query }: SaveViewBody,
): Promise<SavedView> {
  const key = { userId, projectId, list, name };
  const others = await db.savedView.count({ where: { userId, projectId, NOT: { list, name } } });
  if (others >= MAX_VIEWS) throw invalidField("name", `you have ${MAX_VIEWS} views here; delete one first`);
  const row = await db.savedView.upsert({
    where: { userId_projectId_list_name: key },
    create: { id: newUuid(), ...key, query },
    update: { query },
  });
  return shown(row);
}

/** Forgets it. Throws `not_found`, also for another person's. */
export async function deleteSavedView(
  { userId }: UserPrincipal,
  { id: projectId }: ProjectRef,
  publicViewId: string,
): Promise<void> {
  const id = uuidOf("savedView", publicViewId);
  if (!id) throw notFound();
  const { count } = await db.savedView.deleteMany({ where: { id, userId, projectId } });
  if (count === 0) throw notFound();
}
