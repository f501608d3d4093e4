import {
  AppWindow,
  Braces,
  CalendarClock,
  FolderOpen,
  Hourglass,
  House,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Send,
  Settings,
  Stethoscope,
  Tags,
  ToyBrick,
  Users,
  Webhook,
} from "lucide-react";
import type { Permission } from "@/lib/contract/scopes";

export type NavItem = {
  href: string;
  label: string;
  icon: LucideIcon;
  needs?: Permission;
  /** The pages below its own are not its. */
  isAlone?: true;
};

export const projectNav = (project: string): NavItem[] => [
  { href: `/projects/${project}`, label: "Home", icon: House, isAlone: true },
  { href: `/projects/${project}/endpoints`, label: "Endpoints", icon: Webhook },
  { href: `/projects/${project}/deliveries`, label: "Deliveries", icon: Send },
  { href: `/projects/${project}/events`, label: "Events", icon: CalendarClock },
];

/** Beside them where a project has process runs. */
export const runsNav = (project: string): NavItem => ({
  href: `/projects/${project}/runs`,
  label: "Runs",
  icon: Hourglass,
});

/** What of a project is looked after rather than looked at; phones show it behind "More". */
export const projectMore = (project: string): NavItem[] => [
  { href: `/projects/${project}/portal-links`, label: "Portal links", icon: AppWindow, needs: "portal" },
];

export const workspaceNav: NavItem[] = [
  { href: "/projects", label: "Projects", icon: FolderOpen, isAlone: true },
  { href: "/event-types", label: "Event types", icon: Tags },
  { href: "/play", label: "Play", icon: ToyBrick },
  { href: "/api-keys", label: "API keys", icon: KeyRound, needs: "keys" },
  { href: "/dialects", label: "Dialects", icon: Braces },
  { href: "/members", label: "Members", icon: Users, needs: "members" },
  { href: "/audit-log", label: "Audit log", icon: ScrollText, needs: "audit" },
  { href: "/settings", label: "Settings", icon: Settings },
  { href: "/installation", label: "Installation", icon: Stethoscope, needs: "installation" },
];

/** Whether the page at `path` belongs to the item. */
export const isWithin = (path: string, { href, isAlone }: NavItem): boolean =>
  path === href || (!isAlone && path.startsWith(`${href}/`));

/** The items that lead somewhere for whoever may do what `may` says. */
export const offered = (items: NavItem[], may: readonly Permission[]): NavItem[] =>
  items.filter(({ needs }) => !needs || may.includes(needs));
