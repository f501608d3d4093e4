"use client";

import { useQuery } from "@tanstack/react-query";
import { projectDetail, projectList } from "@/components/projects/queries";
import { type NavItem, projectMore, runsNav } from "./nav-items";

/** What the navigation offers below a project's lists: its runs, where there are any, and what is looked after. */
export function useProjectMore(project: string | undefined): NavItem[] {
  const { data: list } = useQuery(projectList());
  const listed = list?.data.find(({ id, uid }) => id === project || uid === project);
  const isElsewhere = project !== undefined && list !== undefined && !listed;
  const { data } = useQuery({ ...projectDetail(project ?? ""), enabled: isElsewhere });
  if (!project) return [];
  const holdsRuns = (listed ?? data)?.holdsRuns ?? false;
  return [...(holdsRuns ? [runsNav(project)] : []), ...projectMore(project)];
}
