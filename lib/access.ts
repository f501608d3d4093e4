/** Principal × permission → allowed? The whole of authorisation inside a workspace, as two tables; pure. */
import { ApiError } from "./api-error";
import { type Permission, type Role, SCOPES } from "./contract/scopes";
import type { Principal } from "./principal";

/**
 * What each role may do. Events come from a product through an API key, and from a person who has something to
 * try or to put right (docs/decisions/0012-people-publish.md). Only owners answer for the workspace itself
 * (retention).
 */
const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  owner: [
    "read",
    "events:write",
    "endpoints:write",
    "endpoints:admin",
    "replay",
    "portal",
    "workspace:write",
    "keys",
    "members",
    "audit",
    "workspace:own",
    "installation",
  ],
  admin: [
    "read",
    "events:write",
    "endpoints:write",
    "endpoints:admin",
    "replay",
    "portal",
    "workspace:write",
    "keys",
    "members",
    "audit",
  ],
  member: ["read", "events:write", "endpoints:write", "replay"],
  viewer: ["read"],
};

/** The operator's root key makes workspaces and keys, looks after the installation, and at nothing else. */
const ROOT_PERMISSIONS: readonly Permission[] = ["workspaces", "keys", "installation"];

/** In their own project. The gate keeps them in it, `portal-limits.ts` within bounds. */
const PORTAL_PERMISSIONS: readonly Permission[] = ["read", "endpoints:write", "endpoints:admin", "replay"];
const READ_ONLY_PORTAL: readonly Permission[] = ["read"];

/** Whether the principal may do this in its own workspace. That the thing is in it is the query's business. */
export function allows(principal: Principal, permission: Permission): boolean {
  if (principal.kind === "root") return ROOT_PERMISSIONS.includes(permission);
  if (principal.kind === "user") return ROLE_PERMISSIONS[principal.role].includes(permission);
  if (principal.kind === "portal")
    return (principal.readOnly ? READ_ONLY_PORTAL : PORTAL_PERMISSIONS).includes(permission);
  return (principal.scopes as readonly Permission[]).includes(permission);
}

/** Throws `missing_scope` (API keys, naming the scope) or `forbidden` when it may not. */
export function demand(principal: Principal, permission: Permission): void {
  if (allows(principal, permission)) return;
  if (principal.kind === "user")
    throw new ApiError("forbidden", `The role "${principal.role}" does not allow this.`);
  if (principal.kind === "api-key" && (SCOPES as readonly string[]).includes(permission))
    throw new ApiError("missing_scope", `The API key lacks the scope "${permission}".`);
  throw new ApiError("forbidden", REFUSALS[principal.kind]);
}

const REFUSALS = {
  root: "The root key does not allow this.",
  portal: "This portal does not allow this.",
  "api-key": "No API key allows this.",
} as const;
