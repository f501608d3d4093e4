import { apiQuery } from "@/components/api-query";
import type { Page } from "@/lib/contract/page";
import type { Project } from "@/lib/contract/projects";

export const projectList = (cursor: string | null = null) =>
  apiQuery<Page<Project>>(["projects", "list", cursor], "/projects", { cursor });

export const projectDetail = (project: string) =>
  apiQuery<Project>(["projects", project], `/projects/${project}`);
