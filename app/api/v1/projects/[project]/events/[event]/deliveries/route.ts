import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { sendEventTo } from "@/lib/replays";

export const POST = withPrincipal(ROUTES.sendAnyway, ({ principal, project, params, body }) =>
  sendEventTo(principal, project, params.event ?? "", body.endpointId),
);
