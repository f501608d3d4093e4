/** The routes about alerts. */
import { alertRule, alertRules, alertTest, createAlertRuleBody, updateAlertRuleBody } from "./alerts";
import type { Route } from "./route";

const RULES = "/api/v1/workspace/alert-rules";

export const alertRoutes = {
  listAlertRules: {
    method: "GET",
    path: RULES,
    tag: "Alerts",
    summary: "List what your workspace wants to be told of about its endpoints",
    scope: "read",
    answer: alertRules,
  },
  createAlertRule: {
    method: "POST",
    path: RULES,
    tag: "Alerts",
    summary: "Be told of endpoints that fail, are disabled or fall behind",
    scope: "workspace:write",
    body: createAlertRuleBody,
    status: 201,
    answer: alertRule,
  },
  updateAlertRule: {
    method: "PATCH",
    path: `${RULES}/{rule}`,
    tag: "Alerts",
    summary: "Switch a rule on or off, or change how long it waits",
    scope: "workspace:write",
    body: updateAlertRuleBody,
    answer: alertRule,
  },
  deleteAlertRule: {
    method: "DELETE",
    path: `${RULES}/{rule}`,
    tag: "Alerts",
    summary: "Delete a rule",
    scope: "workspace:write",
  },
  testAlertRule: {
    method: "POST",
    path: `${RULES}/{rule}/test`,
    tag: "Alerts",
    summary: "Send a test to whom a rule tells",
    scope: "workspace:write",
    answer: alertTest,
  },
} as const satisfies Record<string, Route>;
