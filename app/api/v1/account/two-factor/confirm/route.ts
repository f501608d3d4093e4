import { withPrincipal } from "@/app/api/with-principal";
import { demandPerson } from "@/lib/account";
import { accountRoutes } from "@/lib/contract/routes-of-accounts";
import { confirmTwoFactor } from "@/lib/two-factor";

export const POST = withPrincipal(accountRoutes.confirmTwoFactor, ({ principal, body }) =>
  confirmTwoFactor(demandPerson(principal), body.code),
);
