import { withPrincipal } from "@/app/api/with-principal";
import { revokeApiKey } from "@/lib/api-keys";
import { ROUTES } from "@/lib/contract/routes";

export const DELETE = withPrincipal(ROUTES.revokeProjectApiKey, async ({ principal, project, params }) => {
  const owner = { workspaceId: project.workspaceId, projectId: project.id };
  await revokeApiKey(principal, owner, params.key ?? "");
  return undefined;
});
