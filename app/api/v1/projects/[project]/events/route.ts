import { publishRoute } from "@/app/api/publish-route";
import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { listEvents } from "@/lib/events";

export const GET = withPrincipal(ROUTES.listEvents, ({ project, query }) => listEvents(project, query));

export const POST = withPrincipal(ROUTES.publishEvents, (call) => publishRoute(call));
