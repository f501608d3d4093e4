import { withPrincipal } from "@/app/api/with-principal";
import { demandPerson } from "@/lib/account";
import { viewRoutes } from "@/lib/contract/routes-of-views";
import { listSavedViews, saveView } from "@/lib/saved-views";

export const GET = withPrincipal(viewRoutes.listSavedViews, async ({ principal, project }) =>
  listSavedViews(demandPerson(principal), project),
);

export const POST = withPrincipal(viewRoutes.saveView, async ({ principal, project, body }) =>
  saveView(demandPerson(principal), project, body),
);
