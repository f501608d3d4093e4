import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { replayDelivery } from "@/lib/replays";

export const POST = withPrincipal(ROUTES.replayDelivery, ({ principal, project, delivery }) =>
  replayDelivery(principal, project, delivery),
);
