/** The routes about a person's saved views. API keys and portals have none. */
import type { Route } from "./route";
import { savedView, savedViews, saveViewBody } from "./saved-views";

const VIEWS = "/api/v1/projects/{project}/saved-views";

export const viewRoutes = {
  listSavedViews: {
    method: "GET",
    path: VIEWS,
    tag: "Account",
    summary: "List your saved views of the project's lists",
    scope: "read",
    person: true,
    project: true,
    answer: savedViews,
  },
  saveView: {
    method: "POST",
    path: VIEWS,
    tag: "Account",
    summary: "Save a list's filters under a name",
    scope: "read",
    person: true,
    project: true,
    body: saveViewBody,
    status: 201,
    answer: savedView,
  },
  deleteSavedView: {
    method: "DELETE",
    path: `${VIEWS}/{view}`,
    tag: "Account",
    summary: "Forget a saved view",
    scope: "read",
    person: true,
    project: true,
  },
} as const satisfies Record<string, Route>;
