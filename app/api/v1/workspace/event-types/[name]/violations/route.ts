import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { clearViolations, readViolations } from "@/lib/schema-violations";

export const GET = withPrincipal(ROUTES.getEventTypeViolations, ({ workspaceId, params }) =>
  readViolations(workspaceId, params.name ?? ""),
);

export const DELETE = withPrincipal(
  ROUTES.clearEventTypeViolations,
  async ({ principal, workspaceId, params }) => {
    await clearViolations(principal, workspaceId, params.name ?? "");
    return undefined;
  },
);
