"use client";

import { useQuery } from "@tanstack/react-query";
import type { Crumb } from "@/components/ui/breadcrumbs";
import { useProjectPath, useViewer } from "@/components/viewer";
import { projectDetail } from "./queries";

/** Where every page of a project begins; its layout has fetched the name. */
export function useProjectCrumb(project: string): Crumb {
  const { data } = useQuery(projectDetail(project));
  const base = useProjectPath()(project);
  // A portal has no home: its visitors come for their endpoints.
  return { label: data?.name ?? "Project", href: useViewer().isPortal ? `${base}/endpoints` : base };
}
