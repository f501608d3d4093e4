import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { auditReceiver } from "@/lib/delivery/receiver-audit";

export const POST = withPrincipal(ROUTES.auditReceiver, ({ principal, project, endpoint }) =>
  auditReceiver(principal, project, endpoint),
);
