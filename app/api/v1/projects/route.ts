import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { createProject, listProjects } from "@/lib/projects";

export const GET = withPrincipal(ROUTES.listProjects, ({ principal, workspaceId, query }) =>
  listProjects(principal, workspaceId, query),
);

export const POST = withPrincipal(ROUTES.createProject, ({ principal, workspaceId, body }) =>
  createProject(principal, workspaceId, body),
);
