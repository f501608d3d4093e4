import { withPrincipal } from "@/app/api/with-principal";
import { deleteAlertRule, updateAlertRule } from "@/lib/alert-rules";
import { alertRoutes } from "@/lib/contract/routes-of-alerts";

export const PATCH = withPrincipal(alertRoutes.updateAlertRule, ({ principal, workspaceId, params, body }) =>
  updateAlertRule(principal, workspaceId, params.rule ?? "", body),
);

export const DELETE = withPrincipal(
  alertRoutes.deleteAlertRule,
  async ({ principal, workspaceId, params }) => {
    await deleteAlertRule(principal, workspaceId, params.rule ?? "");
    return undefined;
  },
);
