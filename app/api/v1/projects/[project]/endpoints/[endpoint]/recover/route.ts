import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { recoverEndpoint } from "@/lib/replays";

export const POST = withPrincipal(ROUTES.recoverEndpoint, ({ principal, project, endpoint, body }) =>
  recoverEndpoint(principal, project, endpoint, body),
);
