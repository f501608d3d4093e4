/** All endpoints of a project in one list, for APIs that know no pages. */
import type { Endpoint } from "@/lib/contract/endpoints";
import { listEndpoints } from "@/lib/endpoints";
import type { ProjectRef } from "@/lib/lookups";

/** Oldest first. */
export async function everyEndpoint(project: ProjectRef): Promise<Endpoint[]> {
  const found: Endpoint[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listEndpoints(project, { limit: 100, ...(cursor ? { cursor } : {}) });
    found.push(...page.data);
    if (page.nextCursor === null) return found.reverse();
    cursor = page.nextCursor;
  }
}
