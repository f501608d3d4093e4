import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { endpointsHealth } from "@/lib/stats";

export const GET = withPrincipal(ROUTES.getEndpointsHealth, ({ project, query }) =>
  endpointsHealth(project, query),
);
