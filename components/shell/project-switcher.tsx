"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { projectList } from "@/components/projects/queries";
import { cn } from "@/components/ui/class-names";
import { Menu, MenuLink } from "@/components/ui/menu";
import { PlainText } from "@/components/ui/plain-text";
import { useMay } from "@/components/viewer";
import { useProject } from "./use-project";

type ProjectSwitcherProps = {
  className?: string;
  /** Stands here while there is no project. */
  otherwise?: ReactNode;
};

/** The project one is in, and the way to the others. */
export function ProjectSwitcher({ className, otherwise = null }: ProjectSwitcherProps) {
  const project = useProject();
  const { data } = useQuery(projectList());
  const mayCreate = useMay("workspace:write");
  if (data?.data.length === 0) return otherwise;
  const name = project?.name ?? (project ? "Project" : "Choose a project");
  return (
    <Menu
      label={`Project: ${name}`}
      triggerClassName={cn(
        "flex h-9 min-w-0 items-center justify-between gap-2 rounded-md border bg-panel px-2.5 text-sm font-medium hover:bg-hover",
        className,
      )}
      trigger={
        <>
          <span className="truncate">
            <PlainText>{name}</PlainText>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink3" />
        </>
      }
    >
      {(data?.data ?? []).map(({ id, name }) => (
        <MenuLink key={id} href={`/projects/${id}`} aria-current={id === project?.id ? "true" : undefined}>
          <Check aria-hidden className={cn("shrink-0", id !== project?.id && "invisible")} />
          <span className="truncate">
            <PlainText>{name}</PlainText>
          </span>
        </MenuLink>
      ))}
      <hr className="my-1 border-line2" />
      <MenuLink href="/projects" className="ps-8 text-ink2">
        All projects
      </MenuLink>
      {mayCreate && (
        <MenuLink href="/projects?new=true" className="text-ink2">
          <Plus aria-hidden />
          Create project
        </MenuLink>
      )}
    </Menu>
  );
}
