import { withPrincipal } from "@/app/api/with-principal";
import { demandPerson } from "@/lib/account";
import { viewRoutes } from "@/lib/contract/routes-of-views";
import { deleteSavedView } from "@/lib/saved-views";

export const DELETE = withPrincipal(viewRoutes.deleteSavedView, async ({ principal, project, params }) => {
  await deleteSavedView(demandPerson(principal), project, params.view ?? "");
  return undefined;
});
