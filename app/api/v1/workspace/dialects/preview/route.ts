import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { previewDialect } from "@/lib/dialect-preview";

export const POST = withPrincipal(ROUTES.previewDialect, ({ workspaceId, body }) =>
  previewDialect(workspaceId, body),
);
