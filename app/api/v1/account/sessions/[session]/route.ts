import { withPrincipal } from "@/app/api/with-principal";
import { demandPerson, endOwnSession } from "@/lib/account";
import { accountRoutes } from "@/lib/contract/routes-of-accounts";

export const DELETE = withPrincipal(accountRoutes.endSession, async ({ principal, params }) => {
  await endOwnSession(demandPerson(principal), params.session ?? "");
  return undefined;
});
