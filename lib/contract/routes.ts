/** Every route of the API, once: its handler's gate and its page in the documentation are made from the same row. */

import type { Route } from "./route";
import { accountRoutes } from "./routes-of-accounts";
import { alertRoutes } from "./routes-of-alerts";
import { doctorRoutes } from "./routes-of-doctor";
import { hookRoutes } from "./routes-of-hooks";
import { messageRoutes } from "./routes-of-messages";
import { openRoutes, peopleRoutes } from "./routes-of-people";
import { playRoutes } from "./routes-of-play";
import { openPortalRoutes, portalRoutes } from "./routes-of-portals";
import { projectRoutes } from "./routes-of-projects";
import { receivingRoutes } from "./routes-of-receiving";
import { sendingRoutes } from "./routes-of-sending";
import { statsRoutes } from "./routes-of-stats";
import { viewRoutes } from "./routes-of-views";
import { adminRoutes } from "./routes-of-workspaces";

export const ROUTES = {
  ...adminRoutes,
  ...projectRoutes,
  ...receivingRoutes,
  ...messageRoutes,
  ...hookRoutes,
  ...peopleRoutes,
  ...accountRoutes,
  ...portalRoutes,
  ...sendingRoutes,
  ...statsRoutes,
  ...viewRoutes,
  ...playRoutes,
  ...doctorRoutes,
  ...alertRoutes,
} satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES;

/** The doors that open without credentials, to whoever holds a one-time token. */
export const OPEN_ROUTES = { ...openRoutes, ...openPortalRoutes };
