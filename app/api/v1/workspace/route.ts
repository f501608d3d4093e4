import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getWorkspace, updateWorkspace } from "@/lib/workspaces";

export const GET = withPrincipal(ROUTES.getWorkspace, ({ principal, workspaceId }) =>
  getWorkspace(principal, workspaceId),
);

export const PATCH = withPrincipal(ROUTES.updateWorkspace, ({ principal, workspaceId, body }) =>
  updateWorkspace(principal, workspaceId, body),
);
