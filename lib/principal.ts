/** Who is asking, once that is certain. Proving it is `api-keys.ts` and the session; what it allows is `access.ts`. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Role, Scope } from "./contract/scopes";
import { env } from "./platform/env";

/** Ids are uuids. */
export type ApiKeyPrincipal = {
  kind: "api-key";
  keyId: string;
  name: string;
  workspaceId: string;
  /** Set when the key opens one project only. */
  projectId: string | null;
  scopes: readonly Scope[];
};
export type UserPrincipal = { kind: "user"; userId: string; name: string; workspaceId: string; role: Role };
export type RootPrincipal = { kind: "root" };
/** A customer's person in one project's portal. */
export type PortalPrincipal = {
  kind: "portal";
  linkId: string;
  /** Whom the link was made for. */
  name: string;
  readOnly: boolean;
  workspaceId: string;
  projectId: string;
};
export type Principal = ApiKeyPrincipal | UserPrincipal | PortalPrincipal | RootPrincipal;

/** A signed-in person, before it is known in which workspace they act. */
export type Person = { kind: "person"; userId: string; name: string };

const digest = (value: string) => createHash("sha256").update(value).digest();

/** Whether this is the operator's root key; compared in constant time, false when none is configured. */
export function isRootKey(given: string): boolean {
  const root = env.ROOT_API_KEY;
  const same = timingSafeEqual(digest(given), digest(root ?? ""));
  return root !== undefined && same;
}

/** Who this is, for rate limits and idempotency: stable, unique, and not a secret. */
export function principalId(principal: Principal | Person): string {
  if (principal.kind === "api-key") return `key:${principal.keyId}`;
  if (principal.kind === "portal") return `portal:${principal.linkId}`;
  return principal.kind === "root" ? "root" : `user:${principal.userId}`;
}
