"use client";

import { useQuery } from "@tanstack/react-query";
import { projectDetail } from "./queries";

/** The project's name for breadcrumbs; the page's layout has fetched it. */
export const useProjectName = (project: string): string =>
  useQuery(projectDetail(project)).data?.name ?? "Project";
