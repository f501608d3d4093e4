import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { deleteDialect, getDialect, updateDialect } from "@/lib/dialect-catalogue";

export const GET = withPrincipal(ROUTES.getDialect, ({ workspaceId, params }) =>
  getDialect(workspaceId, params.name ?? ""),
);

export const PATCH = withPrincipal(ROUTES.updateDialect, ({ principal, workspaceId, params, body }) =>
  updateDialect(principal, workspaceId, params.name ?? "", body),
);

export const DELETE = withPrincipal(ROUTES.deleteDialect, async ({ principal, workspaceId, params }) => {
  await deleteDialect(principal, workspaceId, params.name ?? "");
  return undefined;
});
