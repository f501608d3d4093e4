/** The integer by which some clients know an endpoint. Promises that a number only ever opens its own project's endpoint. */
import type { EndpointRef, ProjectRef } from "./lookups";
import { db } from "./platform/db";
import { publicId, uuidOf } from "./platform/ids";

const MAX_NUMBER = 2_147_483_647;

/** The endpoint of that project with that number, as a path has it; null when there is none. Rides on `endpoints_by_number`. */
export async function findEndpointByNumber(project: ProjectRef, text: string): Promise<EndpointRef | null> {
  const number = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MAX_NUMBER) return null;
  return db.endpoint.findFirst({
    where: { number, projectId: project.id, deletedAt: null },
    select: { id: true, projectId: true, status: true },
  });
}

/** The numbers of a project's endpoints by their public ids. */
export async function endpointNumbers(
  project: ProjectRef,
  publicIds: string[],
): Promise<Map<string, number>> {
  const ids = publicIds.flatMap((id) => uuidOf("endpoint", id) ?? []);
  const rows = await db.endpoint.findMany({
    where: { projectId: project.id, id: { in: ids } },
    select: { id: true, number: true },
  });
  return new Map(rows.map(({ id, number }) => [publicId("endpoint", id), number]));
}
