import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { emptyInbox, listRequests } from "@/lib/play";

export const GET = withPrincipal(ROUTES.listPlayRequests, ({ principal, workspaceId, params, query }) =>
  listRequests({ by: principal, workspaceId }, params.inbox ?? "", query),
);

export const DELETE = withPrincipal(ROUTES.deletePlayRequests, async ({ principal, workspaceId, params }) => {
  await emptyInbox({ by: principal, workspaceId }, params.inbox ?? "");
  return undefined;
});
