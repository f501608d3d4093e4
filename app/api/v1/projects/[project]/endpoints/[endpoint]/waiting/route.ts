import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { waitingFor } from "@/lib/waiting";

export const GET = withPrincipal(ROUTES.getWaiting, ({ endpoint }) => waitingFor(endpoint));
