import { throughDoor } from "@/app/api/compat/door";
import { svixManner } from "@/app/api/compat/svix/manner";
import { eventOfMessage } from "@/app/api/compat/svix/message";
import { readBytes } from "@/app/api/request-body";
import { publish } from "@/lib/delivery/publish";

const create = { scope: "events:write", project: true, rawBody: true } as const;

export const POST = throughDoor(svixManner, create, async ({ request, project }) => {
  const { body, shown } = eventOfMessage(await readBytes(request));
  const accepted = await publish({
    projectId: project.id,
    contentType: request.headers.get("content-type"),
    idempotencyKey: request.headers.get("idempotency-key"),
    body,
  });
  const { id } = JSON.parse(accepted) as { id: string };
  return Response.json({ id, ...shown, timestamp: new Date().toISOString() }, { status: 202 });
});
