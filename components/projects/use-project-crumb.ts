"use client";

import { useQuery } from "@tanstack/react-query";
import type { Crumb } from "@/components/ui/breadcrumbs";
import { useProjectPath } from "@/components/viewer";
import { projectDetail } from "./queries";

/** Where every page of a project begins; its layout has fetched the name. */
export function useProjectCrumb(project: string): Crumb {
  const { data } = useQuery(projectDetail(project));
  return { label: data?.name ?? "Project", href: `${useProjectPath()(project)}/endpoints` };
}
