import { withPrincipal } from "@/app/api/with-principal";
import { createApiKey, listApiKeys } from "@/lib/api-keys";
import { ROUTES } from "@/lib/contract/routes";

export const GET = withPrincipal(ROUTES.listApiKeys, ({ workspaceId, query }) =>
  listApiKeys({ workspaceId, projectId: null }, query),
);

export const POST = withPrincipal(ROUTES.createApiKey, ({ principal, workspaceId, body }) =>
  createApiKey(principal, { workspaceId, projectId: null }, body),
);
