"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Permission, Role } from "@/lib/contract/scopes";
import { actIn } from "./api-client";

/** Who looks, in which workspace, and what the API will let them do there. Ids as the API writes them. */
export type Viewer = {
  name: string;
  role: Role;
  may: readonly Permission[];
  workspace: { id: string; name: string };
  workspaces: readonly { id: string; name: string }[];
};

const Context = createContext<Viewer | null>(null);

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  if (typeof window !== "undefined") actIn(viewer.workspace.id);
  return <Context value={viewer}>{children}</Context>;
}

export function useViewer(): Viewer {
  const viewer = useContext(Context);
  if (!viewer) throw new Error("useViewer outside of ViewerProvider");
  return viewer;
}

/** Whether a button that needs this would be refused. The API decides all the same. */
export const useMay = (permission: Permission): boolean => useViewer().may.includes(permission);
