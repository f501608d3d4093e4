/** Publishing through a route file; API keys usually come through the faster door in `web/publish-door.ts`. */

import { publish } from "@/lib/delivery/publish";
import type { ProjectRef } from "@/lib/lookups";
import type { Principal } from "@/lib/principal";
import { notePublished } from "@/lib/published-by-hand";
import { jsonAnswer } from "./answers";
import { readBytes } from "./request-body";

type Asked = { request: Request; principal: Principal; project: ProjectRef };

/** Hands the body's bytes on as they came; `rawType` is set when they are the payload of an event of that type. */
export async function publishRoute(
  { request, principal, project }: Asked,
  rawType?: string,
): Promise<Response> {
  const text = await publish({
    projectId: project.id,
    contentType: request.headers.get("content-type"),
    idempotencyKey: request.headers.get("idempotency-key"),
    body: await readBytes(request),
    ...(rawType === undefined ? {} : { rawType }),
  });
  if (principal.kind === "user") await notePublished(principal, project, text);
  return jsonAnswer(202, text);
}
