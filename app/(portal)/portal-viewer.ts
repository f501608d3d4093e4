import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { portalPrincipal } from "@/app/auth/portal-session";
import { themeOf } from "@/app/theme";
import type { Viewer } from "@/components/viewer";
import { allows } from "@/lib/access";
import { type Permission, SCOPES } from "@/lib/contract/scopes";
import { publicId } from "@/lib/platform/ids";
import { portalLook } from "@/lib/portal-links";

const OFFERED: readonly Permission[] = SCOPES;

/** Whose portal session this browser holds, for whichever project; `null` without one. Once per request. */
const currentVisitor = cache(async () => portalPrincipal((await headers()).get("cookie")));

/** The visitor of the project's portal; `null` for everybody else, those of another project included. */
export const portalViewer = cache(async (project: string): Promise<Viewer | null> => {
  const visitor = await currentVisitor();
  if (!visitor || publicId("project", visitor.projectId) !== project) return null;
  const workspace = await portalLook(project);
  if (!workspace) return null;
  return {
    name: visitor.name,
    userId: null,
    role: null,
    may: OFFERED.filter((permission) => allows(visitor, permission)),
    workspace: { id: publicId("workspace", workspace.id), name: workspace.name },
    workspaces: [],
    isPortal: true,
  };
});

/** As `portalViewer`, but sends everybody else to the portal's first page, which says how to get in. */
export async function requireVisitor(project: string): Promise<() => Promise<Viewer | null>> {
  if (!(await portalViewer(project))) redirect(`/portal/${encodeURIComponent(project)}`);
  return () => portalViewer(project);
}

export const currentTheme = async () => themeOf(await cookies());
