import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getDeliveryDetail } from "@/lib/deliveries";

export const GET = withPrincipal(ROUTES.getDelivery, ({ project, delivery }) =>
  getDeliveryDetail(project, delivery),
);
