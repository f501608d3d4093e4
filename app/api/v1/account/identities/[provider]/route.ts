import { withPrincipal } from "@/app/api/with-principal";
import { demandPerson } from "@/lib/account";
import { accountRoutes } from "@/lib/contract/routes-of-accounts";
import { unlink } from "@/lib/identities";

export const DELETE = withPrincipal(accountRoutes.unlinkIdentity, async ({ principal, params }) => {
  await unlink(demandPerson(principal), params.provider ?? "");
  return undefined;
});
