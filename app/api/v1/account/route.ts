import { withPrincipal } from "@/app/api/with-principal";
import { sessionIdOfCookies } from "@/app/auth/session-principal";
import { demandPerson, getAccount } from "@/lib/account";
import { accountRoutes } from "@/lib/contract/routes-of-accounts";

export const GET = withPrincipal(accountRoutes.getAccount, async ({ principal, request }) =>
  getAccount(demandPerson(principal), await sessionIdOfCookies(request.headers.get("cookie"))),
);
