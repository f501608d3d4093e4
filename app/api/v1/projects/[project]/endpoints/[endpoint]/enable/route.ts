import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { enableEndpoint } from "@/lib/endpoints";

export const POST = withPrincipal(ROUTES.enableEndpoint, ({ principal, project, endpoint }) =>
  enableEndpoint(principal, project, endpoint),
);
