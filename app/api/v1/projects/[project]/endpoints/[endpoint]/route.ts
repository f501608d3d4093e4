import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { deleteEndpoint, getEndpoint, updateEndpoint } from "@/lib/endpoints";

export const GET = withPrincipal(ROUTES.getEndpoint, ({ project, endpoint }) =>
  getEndpoint(project, endpoint.id),
);

export const PATCH = withPrincipal(ROUTES.updateEndpoint, ({ principal, project, endpoint, body }) =>
  updateEndpoint(principal, project, endpoint, body),
);

export const DELETE = withPrincipal(ROUTES.deleteEndpoint, async ({ principal, project, endpoint }) => {
  await deleteEndpoint(principal, project, endpoint);
  return undefined;
});
