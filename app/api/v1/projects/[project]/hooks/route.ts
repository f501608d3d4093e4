import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { createHook } from "@/lib/hooks";

export const POST = withPrincipal(ROUTES.createHook, ({ principal, project, body }) =>
  createHook(principal, project, body),
);
