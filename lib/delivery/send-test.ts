/** Sends a test event to one endpoint: an event like any other, which only this endpoint gets. */
import { createHash } from "node:crypto";
import { ApiError, notFound } from "@/lib/api-error";
import { db } from "@/lib/platform/db";
import { wake } from "@/lib/platform/queue";
import { accept } from "./accept";
import { tryNow } from "./hold";
import { TEST_TYPE } from "./unknown-types";

const FALLBACK_PAYLOAD = JSON.stringify({ message: "A test from Posthorn. Nothing happened." });

export type TestSend = { projectId: string; endpointId: string; type?: string };

/**
 * Publishes the type's example (or a plain message) to the endpoint; answers both uuids. Throws `not_found`, and
 * `conflict` when the endpoint is disabled.
 */
export async function sendTest({
  projectId,
  endpointId,
  type,
}: TestSend): Promise<{ eventId: string; deliveryId: string }> {
  const endpoint = await db.endpoint.findFirst({
    where: { id: endpointId, projectId, deletedAt: null },
    select: { status: true, channel: true, project: { select: { workspaceId: true } } },
  });
  if (!endpoint) throw notFound();
  if (endpoint.status === "disabled")
    throw new ApiError("conflict", "The endpoint is disabled; enable it to test it.");
  const known = type
    ? await db.eventType.findFirst({
        where: { workspaceId: endpoint.project.workspaceId, name: type },
        select: { example: true },
      })
    : null;
  const payload = Buffer.from(known?.example ?? FALLBACK_PAYLOAD);
  const accepted = await accept({
    projectId,
    producerId: null,
    type: type ?? TEST_TYPE,
    channel: endpoint.channel,
    runId: null,
    runEnd: false,
    orderingKey: null,
    timestampMs: null,
    payload,
    contentHash: createHash("sha256").update(payload).digest(),
    only: endpointId,
  });
  if (accepted.kind === "unknown-type")
    throw new ApiError("unregistered_event_type", `${type ?? TEST_TYPE} is not in the catalogue.`);
  const [delivery] = accepted.kind === "accepted" ? accepted.deliveries : [];
  if (accepted.kind !== "accepted" || !delivery)
    throw new Error("the endpoint was not found among its project's");
  await tryNow(db, endpointId, delivery.id);
  await wake([endpointId]);
  return { eventId: accepted.id, deliveryId: delivery.id };
}
