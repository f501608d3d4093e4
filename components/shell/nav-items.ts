import { CalendarClock, FolderOpen, KeyRound, type LucideIcon, Send, Tags, Webhook } from "lucide-react";
import type { Permission } from "@/lib/contract/scopes";

export type NavItem = { href: string; label: string; icon: LucideIcon; needs?: Permission };

export const projectNav = (project: string): NavItem[] => [
  { href: `/projects/${project}/endpoints`, label: "Endpoints", icon: Webhook },
  { href: `/projects/${project}/deliveries`, label: "Deliveries", icon: Send },
  { href: `/projects/${project}/events`, label: "Events", icon: CalendarClock },
];

export const workspaceNav: NavItem[] = [
  { href: "/projects", label: "Projects", icon: FolderOpen },
  { href: "/event-types", label: "Event types", icon: Tags },
  { href: "/api-keys", label: "API keys", icon: KeyRound, needs: "keys" },
];

/** Whether the page at `path` belongs to the item; the list of projects does not own a project's pages. */
export const isWithin = (path: string, { href }: NavItem): boolean =>
  path === href || (href !== "/projects" && path.startsWith(`${href}/`));
