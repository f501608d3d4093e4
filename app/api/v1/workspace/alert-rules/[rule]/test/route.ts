import { withPrincipal } from "@/app/api/with-principal";
import { findAlertRule } from "@/lib/alert-rules";
import { ApiError } from "@/lib/api-error";
import { alertRoutes } from "@/lib/contract/routes-of-alerts";
import { testAlert } from "@/lib/delivery/alert-notices";
import { admit } from "@/lib/sign-in-throttle";

export const POST = withPrincipal(alertRoutes.testAlertRule, async ({ workspaceId, params }) => {
  const rule = await findAlertRule(workspaceId, params.rule ?? "");
  // Mail to somebody else's address must not be made by the hundred.
  const admission = await admit({ account: `alert test ${rule}`, address: `workspace ${workspaceId}` });
  if (!admission.admitted)
    throw new ApiError("rate_limited", `Try again in ${admission.retryAfterSeconds} s.`, {
      headers: { "Retry-After": String(admission.retryAfterSeconds) },
    });
  return testAlert(rule);
});
