"use client";

import { useQuery } from "@tanstack/react-query";
import type { Crumb } from "@/components/ui/breadcrumbs";
import { useProjectPath, useViewer } from "@/components/viewer";
import { projectDetail } from "./queries";

/** Where every page of a project begins; its layout has fetched the name. */
export function useProjectCrumb(project: string): Crumb {
  const { data } = useQuery(projectDetail(project));
  const base = useProjectPath()(project);
  const { isPortal, workspace } = useViewer();
  // A portal has no home: its visitors come for their endpoints; nor does it speak of projects.
  return isPortal
    ? { label: data?.name ?? workspace.name, href: `${base}/endpoints` }
    : { label: data?.name ?? "Project", href: base };
}
