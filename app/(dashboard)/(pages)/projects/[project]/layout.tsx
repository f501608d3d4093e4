import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { ask, Prefetched } from "@/app/(dashboard)/prefetch";
import { currentViewer } from "@/app/(dashboard)/viewer";
import { GET as getProject } from "@/app/api/v1/projects/[project]/route";
import { projectDetail } from "@/components/projects/queries";
import type { Project } from "@/lib/contract/projects";

type Props = { params: Promise<{ project: string }>; children: ReactNode };

export default async function ProjectLayout({ params, children }: Props) {
  const viewer = await currentViewer();
  if (!viewer) return children;
  const { project: id } = await params;
  const project = await ask<Project>(getProject, projectDetail(id).path, { project: id });
  if (!project) notFound();
  if (project.workspaceId !== viewer.workspace.id) {
    const page = (await headers()).get("x-address") ?? `/projects/${project.id}`;
    redirect(`/open-workspace?${new URLSearchParams({ id: project.workspaceId, page })}`);
  }
  return <Prefetched known={[[projectDetail(id), project]]}>{children}</Prefetched>;
}
