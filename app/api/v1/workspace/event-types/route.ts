import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { createEventType, listEventTypes } from "@/lib/event-types";

export const GET = withPrincipal(ROUTES.listEventTypes, ({ workspaceId, query }) =>
  listEventTypes(workspaceId, query),
);

export const POST = withPrincipal(ROUTES.createEventType, ({ principal, workspaceId, body }) =>
  createEventType(principal, workspaceId, body),
);
