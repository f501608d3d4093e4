/** Publishing through a route file; API keys usually come through the faster door in `web/publish-door.ts`. */

import { publish } from "@/lib/delivery/publish";
import type { ProjectRef } from "@/lib/lookups";
import { jsonAnswer } from "./answers";
import { readBytes } from "./request-body";

/** Hands the body's bytes on as they came; `rawType` is set when they are the payload of an event of that type. */
export async function publishRoute(
  request: Request,
  project: ProjectRef,
  rawType?: string,
): Promise<Response> {
  const text = await publish({
    projectId: project.id,
    contentType: request.headers.get("content-type"),
    idempotencyKey: request.headers.get("idempotency-key"),
    body: await readBytes(request),
    ...(rawType === undefined ? {} : { rawType }),
  });
  return jsonAnswer(202, text);
}
