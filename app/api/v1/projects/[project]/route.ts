import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { deleteProject, getProject, updateProject } from "@/lib/projects";

export const GET = withPrincipal(ROUTES.getProject, ({ project }) =>
  getProject(project.workspaceId, project.id),
);

export const PATCH = withPrincipal(ROUTES.updateProject, ({ principal, project, body }) =>
  updateProject(principal, project, body),
);

export const DELETE = withPrincipal(ROUTES.deleteProject, async ({ principal, project }) => {
  await deleteProject(principal, project);
  return undefined;
});
