"use client";

import { useQuery } from "@tanstack/react-query";
import { useParams } from "next/navigation";
import { useState } from "react";
import { projectList } from "@/components/projects/queries";
import type { Project } from "@/lib/contract/projects";

/**
 * The project whose pages the navigation offers: that of the address, else the one last open, else the only
 * one. `name` is null until it is known.
 */
export function useProject(): { id: string; name: string | null } | null {
  const { project: open } = useParams<{ project?: string }>();
  const { data } = useQuery(projectList());
  const [last, setLast] = useState<string | null>(null);
  if (open && open !== last) setLast(open);
  const projects: Project[] = data?.data ?? [];
  const id = open ?? last ?? (projects.length === 1 ? projects[0]?.id : undefined);
  if (!id) return null;
  return { id, name: projects.find((each) => each.id === id || each.uid === id)?.name ?? null };
}
