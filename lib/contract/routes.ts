/** Every route of the API, once: its handler's gate and its page in the documentation are made from the same row. */

import type { Route } from "./route";
import { projectRoutes } from "./routes-of-projects";
import { adminRoutes } from "./routes-of-workspaces";

export const ROUTES = { ...adminRoutes, ...projectRoutes } satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES;
