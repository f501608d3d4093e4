import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { createEndpoint, listEndpoints } from "@/lib/endpoints";

export const GET = withPrincipal(ROUTES.listEndpoints, ({ project, query }) => listEndpoints(project, query));

export const POST = withPrincipal(ROUTES.createEndpoint, ({ principal, project, body }) =>
  createEndpoint(principal, project, body),
);
