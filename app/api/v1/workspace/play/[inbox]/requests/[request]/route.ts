import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getRequest } from "@/lib/play";

export const GET = withPrincipal(ROUTES.getPlayRequest, ({ principal, workspaceId, params }) =>
  getRequest({ by: principal, workspaceId }, params.inbox ?? "", params.request ?? ""),
);
