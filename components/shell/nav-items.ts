import {
  AppWindow,
  Braces,
  CalendarClock,
  FolderOpen,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Send,
  Settings,
  Tags,
  Users,
  Webhook,
} from "lucide-react";
import type { Permission } from "@/lib/contract/scopes";

export type NavItem = { href: string; label: string; icon: LucideIcon; needs?: Permission };

export const projectNav = (project: string): NavItem[] => [
  { href: `/projects/${project}/endpoints`, label: "Endpoints", icon: Webhook },
  { href: `/projects/${project}/deliveries`, label: "Deliveries", icon: Send },
  { href: `/projects/${project}/events`, label: "Events", icon: CalendarClock },
];

/** What of a project is looked after rather than looked at; phones show it behind "More". */
export const projectMore = (project: string): NavItem[] => [
  { href: `/projects/${project}/portal-links`, label: "Portal links", icon: AppWindow, needs: "portal" },
];

export const workspaceNav: NavItem[] = [
  { href: "/projects", label: "Projects", icon: FolderOpen },
  { href: "/event-types", label: "Event types", icon: Tags },
  { href: "/api-keys", label: "API keys", icon: KeyRound, needs: "keys" },
  { href: "/dialects", label: "Dialects", icon: Braces },
  { href: "/members", label: "Members", icon: Users, needs: "members" },
  { href: "/audit-log", label: "Audit log", icon: ScrollText, needs: "audit" },
  { href: "/settings", label: "Settings", icon: Settings },
];

/** Whether the page at `path` belongs to the item; the list of projects does not own a project's pages. */
export const isWithin = (path: string, { href }: NavItem): boolean =>
  path === href || (href !== "/projects" && path.startsWith(`${href}/`));

/** The items that lead somewhere for whoever may do what `may` says. */
export const offered = (items: NavItem[], may: readonly Permission[]): NavItem[] =>
  items.filter(({ needs }) => !needs || may.includes(needs));
