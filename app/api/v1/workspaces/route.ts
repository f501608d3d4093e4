import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { createWorkspace, listWorkspaces } from "@/lib/workspaces";

export const GET = withPrincipal(ROUTES.listWorkspaces, ({ principal, query }) =>
  listWorkspaces(principal, query),
);

export const POST = withPrincipal(ROUTES.createWorkspace, ({ principal, body }) =>
  createWorkspace(principal, body),
);
