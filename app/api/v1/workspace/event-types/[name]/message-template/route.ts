import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getMessageTemplate, updateMessageTemplate } from "@/lib/message-templates";

export const GET = withPrincipal(ROUTES.getMessageTemplate, ({ workspaceId, params }) =>
  getMessageTemplate(workspaceId, params.name ?? ""),
);

export const PATCH = withPrincipal(ROUTES.updateMessageTemplate, ({ principal, workspaceId, params, body }) =>
  updateMessageTemplate(principal, workspaceId, params.name ?? "", body),
);
