import { withPrincipal } from "@/app/api/with-principal";
import { sessionIdOfCookies } from "@/app/auth/session-principal";
import { changePassword, demandPassword, demandPerson } from "@/lib/account";
import { accountRoutes } from "@/lib/contract/routes-of-accounts";
import { clientAddress } from "@/web/client-address";

export const POST = withPrincipal(accountRoutes.changePassword, async ({ principal, request, body }) => {
  const person = demandPerson(principal);
  await demandPassword(person, body.currentPassword, clientAddress(request.headers));
  await changePassword(person, await sessionIdOfCookies(request.headers.get("cookie")), body);
  return undefined;
});
