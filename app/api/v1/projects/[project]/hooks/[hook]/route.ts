import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { deleteHook } from "@/lib/hooks";

export const DELETE = withPrincipal(ROUTES.deleteHook, async ({ principal, project, params }) => {
  await deleteHook(principal, project, params.hook ?? "");
  return undefined;
});
