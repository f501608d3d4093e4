import { withPrincipal } from "@/app/api/with-principal";
import { demandPassword, demandPerson } from "@/lib/account";
import { accountRoutes } from "@/lib/contract/routes-of-accounts";
import { disableTwoFactor } from "@/lib/two-factor";
import { clientAddress } from "@/web/client-address";

export const POST = withPrincipal(accountRoutes.disableTwoFactor, async ({ principal, request, body }) => {
  const person = demandPerson(principal);
  await demandPassword(person, body.currentPassword, clientAddress(request.headers));
  await disableTwoFactor(person);
  return undefined;
});
