import { throughDoor } from "@/app/api/compat/door";
import { secondsUtc, spectraManner, webhookOf } from "@/app/api/compat/spectra/manner";
import { deliveryLog, type LoggedDelivery } from "@/lib/delivery-log";

/** "Returns the last 50 deliveries with status codes, response bodies, and errors." */
const SHOWN = 50;
const read = { scope: "read", project: true } as const;

export const GET = throughDoor(spectraManner, read, async ({ project, params }) => {
  const log = await deliveryLog(project, await webhookOf(project, params.webhook), SHOWN);
  return Response.json(log.map(shown));
});

const shown = ({ delivery, last }: LoggedDelivery) => ({
  id: delivery.id,
  event: delivery.type,
  success: delivery.status === "succeeded",
  status_code: last?.statusCode ?? null,
  response_body: last?.responseBody ?? null,
  error: last?.error ?? null,
  duration_ms: last?.durationMs ?? null,
  created_at: secondsUtc(delivery.createdAt),
});
