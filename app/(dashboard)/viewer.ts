import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { principalOfCookies } from "@/app/auth/session-principal";
import type { Viewer } from "@/components/viewer";
import { allows } from "@/lib/access";
import { type Permission, SCOPES } from "@/lib/contract/scopes";
import { workspacesOf } from "@/lib/members";
import { isOperator } from "@/lib/operators";
import { publicId } from "@/lib/platform/ids";

export const WORKSPACE_COOKIE = "posthorn-workspace";

const OFFERED: readonly Permission[] = [
  ...SCOPES,
  "keys",
  "members",
  "audit",
  "workspace:own",
  "installation",
];

/** Who looks at this page, in the workspace they last opened; `null` when nobody is signed in. Once per request. */
export const currentViewer = cache(async (): Promise<Viewer | null> => {
  const session = await principalOfCookies((await headers()).get("cookie"));
  if (!session) return null;
  const memberships = await workspacesOf(session.userId);
  const workspaces = memberships.map(({ id, name, role }) => ({ id: publicId("workspace", id), name, role }));
  const chosen = (await cookies()).get(WORKSPACE_COOKIE)?.value;
  const workspace = workspaces.find(({ id }) => id === chosen) ?? workspaces[0];
  if (!workspace) return null;
  const { role } = workspace;
  const principal = {
    kind: "user",
    userId: session.userId,
    name: session.name,
    workspaceId: workspace.id,
    role,
  } as const;
  const mayByRole = OFFERED.filter((permission) => allows(principal, permission));
  const operates = mayByRole.includes("installation") && (await isOperator(session.userId));
  const may = mayByRole.filter((permission) => permission !== "installation" || operates);
  return {
    name: session.name,
    userId: publicId("user", session.userId),
    isPortal: false,
    role,
    may,
    workspace: { id: workspace.id, name: workspace.name },
    workspaces: workspaces.map(({ id, name }) => ({ id, name })),
  };
});

type Search = Record<string, string | string[] | undefined>;

/** As `currentViewer`, but sends who is not signed in to do so and come back to `path` with its `search`. */
export async function requireViewer(path: string, search: Search = {}): Promise<Viewer> {
  const viewer = await currentViewer();
  if (viewer) return viewer;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const each of [value ?? []].flat()) query.append(name, each);
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(query.size > 0 ? `${path}?${query}` : path)}`);
}
