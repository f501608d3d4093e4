import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { disableEndpoint } from "@/lib/endpoints";

export const POST = withPrincipal(ROUTES.disableEndpoint, ({ principal, project, endpoint }) =>
  disableEndpoint(principal, project, endpoint),
);
