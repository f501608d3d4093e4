import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { deleteInbox, getInbox, updateInbox } from "@/lib/play";

export const GET = withPrincipal(ROUTES.getPlayInbox, ({ principal, workspaceId, params }) =>
  getInbox({ by: principal, workspaceId }, params.inbox ?? ""),
);

export const PATCH = withPrincipal(ROUTES.updatePlayInbox, ({ principal, workspaceId, params, body }) =>
  updateInbox({ by: principal, workspaceId }, params.inbox ?? "", body),
);

export const DELETE = withPrincipal(ROUTES.deletePlayInbox, async ({ principal, workspaceId, params }) => {
  await deleteInbox({ by: principal, workspaceId }, params.inbox ?? "");
  return undefined;
});
