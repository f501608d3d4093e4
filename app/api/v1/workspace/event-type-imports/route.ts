import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { importEventTypes } from "@/lib/event-type-import";

export const POST = withPrincipal(ROUTES.importEventTypes, ({ principal, workspaceId, body }) =>
  importEventTypes(principal, workspaceId, body),
);
