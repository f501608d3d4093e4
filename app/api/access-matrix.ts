/**
 * For tests: who may do what, as `security.md` has it, written out by hand for every route: not derived from the
 * gates, so that a gate that changes is noticed. A route that is missing fails `access-matrix.db.test.ts`.
 */
import type { Role, Scope } from "@/lib/contract/scopes";

export type Rule = {
  roles: readonly Role[];
  /** The scope that opens it to an API key. `any`: every key. Null: no key ever. */
  scope: Scope | "any" | null;
  /** Portals that may, in their own project. */
  portal: "all" | "not read-only" | "none";
  root?: true;
  /** Also not for an API key of one project that has the scope. */
  wholeWorkspace?: true;
};

const EVERYBODY = ["owner", "admin", "member", "viewer"] as const;
const EDITORS = ["owner", "admin", "member"] as const;
const ADMINS = ["owner", "admin"] as const;

/** The rows of the table. */
export const RULES = {
  read: { roles: EVERYBODY, scope: "read", portal: "all" },
  "read the workspace": { roles: EVERYBODY, scope: "read", portal: "none" },
  publish: { roles: EDITORS, scope: "events:write", portal: "none" },
  endpoints: { roles: EDITORS, scope: "endpoints:write", portal: "not read-only" },
  "try out": { roles: EDITORS, scope: "endpoints:write", portal: "none" },
  secrets: { roles: ADMINS, scope: "endpoints:admin", portal: "not read-only" },
  replay: { roles: EDITORS, scope: "replay", portal: "not read-only" },
  "portal links": { roles: ADMINS, scope: "portal", portal: "none" },
  "change the workspace": { roles: ADMINS, scope: "workspace:write", portal: "none" },
  "API keys": { roles: ADMINS, scope: null, portal: "none", root: true },
  people: { roles: ADMINS, scope: null, portal: "none" },
  "audit log": { roles: ADMINS, scope: null, portal: "none" },
  account: { roles: EVERYBODY, scope: null, portal: "none" },
  inboxes: { roles: EVERYBODY, scope: "read", portal: "none", wholeWorkspace: true },
  "own views": { roles: EVERYBODY, scope: null, portal: "none" },
  // Owners of the first workspace too (`doctor.db.test.ts`): these tables are of another one's people.
  installation: { roles: [], scope: null, portal: "none", root: true },
  "make workspaces": { roles: [], scope: null, portal: "none", root: true },
  "list workspaces": { roles: EVERYBODY, scope: "any", portal: "none", root: true },
} as const satisfies Record<string, Rule>;

export const MATRIX: Record<string, keyof typeof RULES> = {
  createWorkspace: "make workspaces",
  listWorkspaces: "list workspaces",
  getWorkspace: "read the workspace",
  updateWorkspace: "change the workspace",
  findById: "read the workspace",
  listEventTypes: "read",
  createEventType: "change the workspace",
  importEventTypes: "change the workspace",
  getEventType: "read",
  listEventTypeSubscribers: "read the workspace",
  getEventTypeViolations: "read the workspace",
  clearEventTypeViolations: "change the workspace",
  updateEventType: "change the workspace",
  listDialects: "read the workspace",
  createDialect: "change the workspace",
  previewDialect: "read the workspace",
  getDialect: "read the workspace",
  updateDialect: "change the workspace",
  inferDialect: "change the workspace",
  deleteDialect: "change the workspace",
  listApiKeys: "API keys",
  createApiKey: "API keys",
  revokeApiKey: "API keys",
  listAuditLog: "audit log",
  exportAuditLog: "audit log",
  listProjects: "read the workspace",
  createProject: "change the workspace",
  getProject: "read",
  updateProject: "change the workspace",
  deleteProject: "change the workspace",
  listProjectApiKeys: "API keys",
  createProjectApiKey: "API keys",
  revokeProjectApiKey: "API keys",
  publishEvents: "publish",
  publishPayload: "publish",
  listEvents: "read",
  getEvent: "read",
  listEndpoints: "read",
  createEndpoint: "endpoints",
  getEndpoint: "read",
  updateEndpoint: "endpoints",
  deleteEndpoint: "endpoints",
  rotateSecret: "secrets",
  testEndpoint: "endpoints",
  enableEndpoint: "endpoints",
  disableEndpoint: "endpoints",
  auditReceiver: "endpoints",
  recoverEndpoint: "replay",
  listEndpointDeliveries: "read",
  listDeliveries: "read",
  getDelivery: "read",
  replayDelivery: "replay",
  sendAnyway: "replay",
  createReplays: "replay",
  listReplays: "read",
  getReplays: "read",
  updateReplays: "replay",
  listChannels: "read",
  listRuns: "read",
  getRun: "read",
  flushRun: "replay",
  watchProject: "read",
  previewRequest: "read",
  listVerificationSnippets: "read",
  getWaiting: "read",
  getMessageTemplate: "read the workspace",
  updateMessageTemplate: "change the workspace",
  previewMessage: "read the workspace",
  createHook: "endpoints",
  deleteHook: "endpoints",
  listHookSamples: "read",
  listMembers: "people",
  addMember: "people",
  changeRole: "people",
  createResetLink: "people",
  removeMember: "people",
  getAccount: "account",
  changePassword: "account",
  endSession: "account",
  endOtherSessions: "account",
  unlinkIdentity: "account",
  startTwoFactor: "account",
  confirmTwoFactor: "account",
  disableTwoFactor: "account",
  listPortalLinks: "portal links",
  createPortalLink: "portal links",
  revokePortalLink: "portal links",
  getStats: "read",
  getAttention: "read",
  getEndpointsHealth: "read",
  listSavedViews: "own views",
  saveView: "own views",
  deleteSavedView: "own views",
  listPlayInboxes: "inboxes",
  createPlayInbox: "try out",
  getPlayInbox: "inboxes",
  updatePlayInbox: "try out",
  deletePlayInbox: "try out",
  listPlayRequests: "inboxes",
  deletePlayRequests: "try out",
  getPlayRequest: "inboxes",
  examineInstallation: "installation",
  listAlertRules: "read the workspace",
  createAlertRule: "change the workspace",
  updateAlertRule: "change the workspace",
  deleteAlertRule: "change the workspace",
  testAlertRule: "change the workspace",
};

/** Open to whoever holds the one-time token that is in the body, or the cookie that is to go, or asks for a mail. */
export const OPEN = ["setUp", "join", "requestReset", "resetPassword", "openPortal", "leavePortal"];
