/** Test events as the API speaks of them: public ids here, the event itself in `lib/delivery`. */
import type { SentTest, TestEndpointBody } from "./contract/endpoints";
import { sendTest } from "./delivery/send-test";
import type { EndpointRef, ProjectRef } from "./lookups";
import { publicId } from "./platform/ids";

/** Sends a test event to one endpoint, whatever it subscribes to. Throws `conflict` while it is disabled. */
export async function testEndpoint(
  project: ProjectRef,
  endpoint: EndpointRef,
  { type }: TestEndpointBody,
): Promise<SentTest> {
  const sent = await sendTest({ projectId: project.id, endpointId: endpoint.id, ...(type ? { type } : {}) });
  return { eventId: publicId("event", sent.eventId), deliveryId: publicId("delivery", sent.deliveryId) };
}
