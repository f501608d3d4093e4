"use client";

import { usePathname } from "next/navigation";
import { ButtonLink } from "@/components/ui/button";
import { useProject } from "./use-project";

/** The lists of what addresses name, by how those begin. */
const OF_PROJECT = /^\/projects\/[^/]+\/(endpoints|deliveries|events)(?=\/)/;
const OF_WORKSPACE = [
  [/^\/event-types(?=\/)/, "All event types"],
  [/^\/dialects(?=\/)/, "All dialects"],
  [/^\/play(?=\/)/, "All inboxes"],
] as const;

function listFor(address: string, isProjectThere: boolean): { href: string; label: string } {
  const [href, noun] = OF_PROJECT.exec(address) ?? [];
  if (href && isProjectThere) return { href, label: `All ${noun}` };
  for (const [pattern, label] of OF_WORKSPACE) {
    const [list] = pattern.exec(address) ?? [];
    if (list) return { href: list, label };
  }
  return { href: "/projects", label: "Go to your projects" };
}

/** From what is not there to the list it would be in; to one of a project only if that is there itself. */
export function ListLink() {
  const project = useProject();
  const { href, label } = listFor(usePathname(), Boolean(project?.name));
  return <ButtonLink href={href}>{label}</ButtonLink>;
}
