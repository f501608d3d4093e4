import { describe, expect, it } from "vitest";
import { allows, demand } from "./access";
import { ApiError } from "./api-error";
import { type Permission, ROLES, SCOPES } from "./contract/scopes";
import type { Principal } from "./principal";

const ALL: Permission[] = [
  ...SCOPES,
  "keys",
  "members",
  "audit",
  "workspace:own",
  "workspaces",
  "installation",
];

const user = (role: (typeof ROLES)[number]): Principal => ({
  kind: "user",
  userId: "u",
  name: "n",
  workspaceId: "w",
  role,
});
const key = (scopes: readonly (typeof SCOPES)[number][]): Principal => ({
  kind: "api-key",
  keyId: "k",
  name: "n",
  workspaceId: "w",
  projectId: null,
  scopes,
});

/** The matrix of security.md, one row per permission: owner, admin, member, viewer. */
const MATRIX: Record<Permission, [boolean, boolean, boolean, boolean]> = {
  read: [true, true, true, true],
  "events:write": [true, true, true, false],
  "endpoints:write": [true, true, true, false],
  "endpoints:admin": [true, true, false, false],
  replay: [true, true, true, false],
  portal: [true, true, false, false],
  "workspace:write": [true, true, false, false],
  keys: [true, true, false, false],
  members: [true, true, false, false],
  audit: [true, true, false, false],
  "workspace:own": [true, false, false, false],
  workspaces: [false, false, false, false],
  installation: [true, false, false, false],
};

describe("access", () => {
  it.each(ALL)("gives %s to the roles that have it", (permission) => {
    expect(ROLES.map((role) => allows(user(role), permission))).toEqual(MATRIX[permission]);
  });

  it("gives an API key its scopes and nothing that is no scope", () => {
    const full = key(SCOPES);
    expect(ALL.filter((permission) => allows(full, permission))).toEqual([...SCOPES]);
    expect(ALL.filter((permission) => allows(key(["replay"]), permission))).toEqual(["replay"]);
  });

  it("gives the root key workspaces, keys and the installation only", () => {
    expect(ALL.filter((permission) => allows({ kind: "root" }, permission))).toEqual([
      "keys",
      "workspaces",
      "installation",
    ]);
  });

  it("gives a portal endpoints and replays, and one that is read-only nothing to change", () => {
    const portal = (readOnly: boolean): Principal => ({
      kind: "portal",
      linkId: "l",
      name: "n",
      readOnly,
      workspaceId: "w",
      projectId: "p",
    });
    expect(ALL.filter((permission) => allows(portal(false), permission))).toEqual([
      "read",
      "endpoints:write",
      "endpoints:admin",
      "replay",
    ]);
    expect(ALL.filter((permission) => allows(portal(true), permission))).toEqual(["read"]);
  });

  it("names the missing scope to a key, and only what a key could have", () => {
    const thrown = (principal: Principal, permission: Permission) => {
      try {
        demand(principal, permission);
      } catch (error) {
        return error instanceof ApiError ? [error.code, error.message] : error;
      }
    };
    expect(thrown(key(["read"]), "replay")).toEqual([
      "missing_scope",
      'The API key lacks the scope "replay".',
    ]);
    expect(thrown(key(SCOPES), "keys")?.[0 as never]).toBe("forbidden");
    expect(thrown(user("viewer"), "replay")?.[0 as never]).toBe("forbidden");
    expect(thrown(user("owner"), "replay")).toBeUndefined();
  });
});
