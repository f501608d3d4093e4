import { withPrincipal } from "@/app/api/with-principal";
import { createApiKey, listApiKeys } from "@/lib/api-keys";
import { ROUTES } from "@/lib/contract/routes";

export const GET = withPrincipal(ROUTES.listProjectApiKeys, ({ project, query }) =>
  listApiKeys({ workspaceId: project.workspaceId, projectId: project.id }, query),
);

export const POST = withPrincipal(ROUTES.createProjectApiKey, ({ principal, project, body }) =>
  createApiKey(principal, { workspaceId: project.workspaceId, projectId: project.id }, body),
);
