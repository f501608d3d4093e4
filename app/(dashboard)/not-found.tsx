"use client";

import { FileQuestion } from "lucide-react";
import { usePathname } from "next/navigation";
import { LeaveByLoading } from "@/components/shell/leave-by-loading";
import { useProject } from "@/components/shell/use-project";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";

/** The lists of what addresses name, by how those begin. */
const OF_PROJECT = /^\/projects\/[^/]+\/(endpoints|deliveries|events)(?=\/)/;
const OF_WORKSPACE = [
  [/^\/event-types(?=\/)/, "All event types"],
  [/^\/dialects(?=\/)/, "All dialects"],
  [/^\/play(?=\/)/, "All inboxes"],
] as const;

/** The list where what is not there would be; of a project only if that is there itself. */
function listFor(address: string, isProjectThere: boolean): { href: string; label: string } {
  const [href, noun] = OF_PROJECT.exec(address) ?? [];
  if (href && isProjectThere) return { href, label: `All ${noun}` };
  for (const [pattern, label] of OF_WORKSPACE) {
    const [list] = pattern.exec(address) ?? [];
    if (list) return { href: list, label };
  }
  return { href: "/projects", label: "Go to your projects" };
}

export default function DashboardNotFound() {
  const project = useProject();
  const { href, label } = listFor(usePathname(), Boolean(project?.name));
  return (
    <Panel>
      <LeaveByLoading />
      <EmptyState
        as="h1"
        icon={FileQuestion}
        title="There is nothing here"
        action={<ButtonLink href={href}>{label}</ButtonLink>}
      >
        It was deleted, the link is not complete, or it belongs to a workspace you are not in.
      </EmptyState>
    </Panel>
  );
}
