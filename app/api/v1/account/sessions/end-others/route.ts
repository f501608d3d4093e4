import { withPrincipal } from "@/app/api/with-principal";
import { sessionIdOfCookies } from "@/app/auth/session-principal";
import { demandPerson, endOwnOtherSessions } from "@/lib/account";
import { accountRoutes } from "@/lib/contract/routes-of-accounts";

export const POST = withPrincipal(accountRoutes.endOtherSessions, async ({ principal, request }) => {
  const person = demandPerson(principal);
  await endOwnOtherSessions(person, await sessionIdOfCookies(request.headers.get("cookie")));
  return undefined;
});
