import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { listDeliveries } from "@/lib/deliveries";

export const GET = withPrincipal(ROUTES.listEndpointDeliveries, ({ project, endpoint, query }) =>
  listDeliveries({ project, endpointId: endpoint.id }, query),
);
