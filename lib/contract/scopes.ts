/** What an API key may do and what a person's role is called: two closed lists. What they allow is `lib/access.ts`. */
import { z } from "zod";

/** The scopes an API key can have, in the order in which a person is offered them. */
export const SCOPES = [
  "read",
  "events:write",
  "endpoints:write",
  "endpoints:admin",
  "replay",
  "portal",
  "workspace:write",
] as const;

export const scope = z.enum(SCOPES).meta({ id: "Scope" });
export type Scope = z.infer<typeof scope>;

export const ROLES = ["owner", "admin", "member", "viewer"] as const;

export const role = z.enum(ROLES).meta({ id: "Role" });
export type Role = z.infer<typeof role>;

/**
 * Everything a route can ask for: the scopes, and what no API key ever gets. `workspaces` is making
 * workspaces, `keys` API keys, `members` people and their roles, `audit` the audit log and exports,
 * `workspace:own` retention and other things for which one answers with one's company, `installation` how this
 * Posthorn itself is doing.
 */
export type Permission =
  | Scope
  | "keys"
  | "members"
  | "audit"
  | "workspace:own"
  | "workspaces"
  | "installation";
