"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Permission, Role } from "@/lib/contract/scopes";
import { actIn } from "./api-client";

/** Who looks, in which workspace, and what the API will let them do there. Ids as the API writes them. */
export type Viewer = {
  name: string;
  /** Both null for a portal's visitor, who has no account. */
  userId: string | null;
  role: Role | null;
  may: readonly Permission[];
  workspace: { id: string; name: string };
  workspaces: readonly { id: string; name: string }[];
  /** Looks at one project through its portal. */
  isPortal: boolean;
};

const Context = createContext<Viewer | null>(null);

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  if (typeof window !== "undefined") actIn(viewer.isPortal ? "portal" : viewer.workspace.id);
  return <Context value={viewer}>{children}</Context>;
}

export function useViewer(): Viewer {
  const viewer = useContext(Context);
  if (!viewer) throw new Error("useViewer outside of ViewerProvider");
  return viewer;
}

/** Whose portal this is, by the name their customers know; null in the dashboard and where nobody is signed in. */
export function usePortalHost(): string | null {
  const viewer = useContext(Context);
  return viewer?.isPortal ? viewer.workspace.name : null;
}

/** Whether a button that needs this would be refused. The API decides all the same. */
export const useMay = (permission: Permission): boolean => useViewer().may.includes(permission);

/** Where a project's pages begin for whoever looks: in the dashboard, or in its portal. */
export function useProjectPath(): (project: string) => string {
  const { isPortal } = useViewer();
  return (project) => `/${isPortal ? "portal" : "projects"}/${project}`;
}
