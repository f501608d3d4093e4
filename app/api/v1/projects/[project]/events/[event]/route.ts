import { publishRoute } from "@/app/api/publish-route";
import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getEvent } from "@/lib/events";

export const GET = withPrincipal(ROUTES.getEvent, ({ project, params }) =>
  getEvent(project, params.event ?? ""),
);

export const POST = withPrincipal(ROUTES.publishPayload, (call) => publishRoute(call, call.params.event));
