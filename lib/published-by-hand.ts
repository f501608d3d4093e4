/**
 * Who published by hand. An event of the product's own needs no such entry, it has an API key's name on it already;
 * what a person adds to a customer's stream is written down with theirs (docs/decisions/0012-people-publish.md).
 */
import { audit } from "./audit-log";
import type { AcceptedEvent } from "./contract/events";
import type { ProjectRef } from "./lookups";
import { db } from "./platform/db";
import type { UserPrincipal } from "./principal";

/** One entry for what was published at once; `accepted` is the text of the 202. The event is committed already. */
export async function notePublished(
  by: UserPrincipal,
  { id: projectId, workspaceId }: ProjectRef,
  accepted: string,
): Promise<void> {
  const answer = JSON.parse(accepted) as AcceptedEvent | { data: AcceptedEvent[] };
  const events = "data" in answer ? answer.data : [answer];
  const deliveries = events.reduce((sum, event) => sum + event.deliveries.length, 0);
  await audit(db, by, {
    action: "event.publish",
    targetId: events[0]?.id ?? null,
    workspaceId,
    projectId,
    detail: { events: events.length, deliveries },
  });
}
