/** What lists call an endpoint: one read for all rows of a page, deleted endpoints included. */
import { db } from "./platform/db";

export type EndpointName = { url: string; description: string };
/** By the endpoint's uuid. */
export type EndpointNames = (id: string) => EndpointName;

/** The names of those endpoints of the project. One that never was has empty ones. Rides on endpoints_pkey. */
export async function endpointNames(projectId: string, ids: Iterable<string>): Promise<EndpointNames> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return () => NOBODY;
  const rows = await db.endpoint.findMany({
    where: { projectId, id: { in: wanted } },
    select: { id: true, url: true, description: true },
  });
  const names = new Map(rows.map(({ id, url, description }) => [id, { url, description }]));
  return (id) => names.get(id) ?? NOBODY;
}

const NOBODY: EndpointName = { url: "", description: "" };
