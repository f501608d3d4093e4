import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { eventTypeSubscribers } from "@/lib/event-type-subscribers";

export const GET = withPrincipal(ROUTES.listEventTypeSubscribers, ({ workspaceId, params }) =>
  eventTypeSubscribers(workspaceId, params.name ?? ""),
);
