import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { createDialect, listDialects } from "@/lib/dialect-catalogue";

export const GET = withPrincipal(ROUTES.listDialects, ({ workspaceId }) => listDialects(workspaceId));

export const POST = withPrincipal(ROUTES.createDialect, ({ principal, workspaceId, body }) =>
  createDialect(principal, workspaceId, body),
);
