import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { rotateSecret } from "@/lib/endpoints";

export const POST = withPrincipal(ROUTES.rotateSecret, ({ principal, project, endpoint, body }) =>
  rotateSecret(principal, project, endpoint, body),
);
