import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { previewMessage } from "@/lib/message-templates";

export const POST = withPrincipal(ROUTES.previewMessage, ({ workspaceId, params, body }) =>
  previewMessage(workspaceId, params.name ?? "", body),
);
