import { withPrincipal } from "@/app/api/with-principal";
import { createAlertRule, listAlertRules } from "@/lib/alert-rules";
import { alertRoutes } from "@/lib/contract/routes-of-alerts";

export const GET = withPrincipal(alertRoutes.listAlertRules, ({ workspaceId }) =>
  listAlertRules(workspaceId),
);

export const POST = withPrincipal(alertRoutes.createAlertRule, ({ principal, workspaceId, body }) =>
  createAlertRule(principal, workspaceId, body),
);
