import { withPrincipal } from "@/app/api/with-principal";
import { portalRoutes } from "@/lib/contract/routes-of-portals";
import { createPortalLink, listPortalLinks } from "@/lib/portal-links";

export const GET = withPrincipal(portalRoutes.listPortalLinks, ({ project, query }) =>
  listPortalLinks(project, query),
);

export const POST = withPrincipal(portalRoutes.createPortalLink, ({ principal, project, body }) =>
  createPortalLink(principal, project, body),
);
