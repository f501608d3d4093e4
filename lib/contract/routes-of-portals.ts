/** The routes about portals: links for a project, and the door that one of them opens. */
import { pageOf, plainPageQuery } from "./page";
import {
  createPortalLinkBody,
  leavePortalBody,
  openedPortal,
  openPortalBody,
  portalLink,
  portalLinkWithUrl,
} from "./portal-links";
import type { Route } from "./route";

const LINKS = "/api/v1/projects/{project}/portal-links";
const SESSION = "/api/v1/portal/session";

export const portalRoutes = {
  listPortalLinks: {
    method: "GET",
    path: LINKS,
    tag: "Portal links",
    summary: "List the portal links of a project",
    scope: "portal",
    project: true,
    query: plainPageQuery,
    answer: pageOf(portalLink),
  },
  createPortalLink: {
    method: "POST",
    path: LINKS,
    tag: "Portal links",
    summary: "Make a link that opens the project's portal once",
    scope: "portal",
    project: true,
    body: createPortalLinkBody,
    bodyOptional: true,
    status: 201,
    answer: portalLinkWithUrl,
    cost: 10,
  },
  revokePortalLink: {
    method: "DELETE",
    path: `${LINKS}/{link}`,
    tag: "Portal links",
    summary: "Revoke a portal link and end the session it became",
    scope: "portal",
    project: true,
  },
} as const satisfies Record<string, Route>;

/** Without authentication: one takes a link's token, the other ends the session of the cookie that comes with it. */
export const openPortalRoutes = {
  openPortal: {
    method: "POST",
    path: SESSION,
    tag: "Portal links",
    summary: "Use up a portal link; the answer sets the portal's cookie",
    scope: null,
    body: openPortalBody,
    status: 201,
    answer: openedPortal,
  },
  leavePortal: {
    method: "DELETE",
    path: SESSION,
    tag: "Portal links",
    summary: "End the portal session of the cookie",
    scope: null,
    body: leavePortalBody,
  },
} as const satisfies Record<string, Route>;
