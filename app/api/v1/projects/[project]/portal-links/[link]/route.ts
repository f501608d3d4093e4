import { withPrincipal } from "@/app/api/with-principal";
import { portalRoutes } from "@/lib/contract/routes-of-portals";
import { revokePortalLink } from "@/lib/portal-links";

export const DELETE = withPrincipal(portalRoutes.revokePortalLink, async ({ principal, project, params }) => {
  await revokePortalLink(principal, project, params.link ?? "");
  return undefined;
});
