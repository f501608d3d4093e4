import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { createInbox, listInboxes } from "@/lib/play";

export const GET = withPrincipal(ROUTES.listPlayInboxes, ({ principal, workspaceId, query }) =>
  listInboxes({ by: principal, workspaceId }, query),
);

export const POST = withPrincipal(ROUTES.createPlayInbox, ({ principal, workspaceId, body }) =>
  createInbox({ by: principal, workspaceId }, body),
);
