import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getEventType, updateEventType } from "@/lib/event-types";

export const GET = withPrincipal(ROUTES.getEventType, ({ workspaceId, params }) =>
  getEventType(workspaceId, params.name ?? ""),
);

export const PATCH = withPrincipal(ROUTES.updateEventType, ({ principal, workspaceId, params, body }) =>
  updateEventType(principal, workspaceId, params.name ?? "", body),
);
