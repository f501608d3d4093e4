import { withPrincipal } from "@/app/api/with-principal";
import { revokeApiKey } from "@/lib/api-keys";
import { ROUTES } from "@/lib/contract/routes";

export const DELETE = withPrincipal(ROUTES.revokeApiKey, async ({ principal, workspaceId, params }) => {
  await revokeApiKey(principal, { workspaceId, projectId: null }, params.key ?? "");
  return undefined;
});
