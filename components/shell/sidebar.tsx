"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Live } from "@/components/live";
import { cn } from "@/components/ui/class-names";
import { PlainText } from "@/components/ui/plain-text";
import { useViewer } from "@/components/viewer";
import { Mark } from "./mark";
import { isWithin, type NavItem, offered, projectNav, workspaceNav } from "./nav-items";
import { PaletteButton } from "./palette-button";
import { ProjectSwitcher } from "./project-switcher";
import { SignOut } from "./sign-out";
import { type Theme, ThemeSwitch } from "./theme-switch";
import { useProject } from "./use-project";
import { useProjectMore } from "./use-project-nav";
import { WorkspaceSwitcher } from "./workspace-switcher";

/** The navigation of wide screens. */
export function Sidebar({ theme }: { theme: Theme }) {
  const { may, name, role } = useViewer();
  const project = useProject();
  const more = useProjectMore(project?.id);
  return (
    <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col gap-4 overflow-y-auto border-r px-3 py-3 md:flex">
      <div className="flex h-8 items-center gap-2 px-1 font-semibold">
        <Mark />
        <WorkspaceSwitcher />
      </div>
      <ProjectSwitcher className="w-full shrink-0" />
      <PaletteButton />
      <nav aria-label="Main" className="flex grow flex-col gap-4">
        {project && <NavGroup items={offered([...projectNav(project.id), ...more], may)} />}
        <NavGroup title="Workspace" items={offered(workspaceNav, may)} />
      </nav>
      <div className="flex flex-col gap-2 px-1">
        <div className="flex h-6 items-center justify-between">
          {project ? <Live key={project.id} project={project.id} /> : <span />}
          <ThemeSwitch initial={theme} />
        </div>
        <div className="flex items-center justify-between gap-2 border-t pt-2">
          <Link
            href="/account"
            title="Account"
            className="-mx-1 min-w-0 grow rounded-md px-1 text-sm hover:bg-line2"
          >
            <span className="block truncate">
              <PlainText>{name}</PlainText>
            </span>
            <span className="block text-xs text-ink3 capitalize">{role}</span>
          </Link>
          <SignOut />
        </div>
      </div>
    </aside>
  );
}

function NavGroup({ title, items }: { title?: string; items: NavItem[] }) {
  const path = usePathname();
  return (
    <div>
      {title && <h2 className="mb-1 px-2 text-xs text-ink3">{title}</h2>}
      <ul className="flex flex-col gap-0.5">
        {items.map((item) => {
          const { href, label, icon: Icon } = item;
          const here = isWithin(path, item);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={here ? "page" : undefined}
                className={cn(
                  "flex h-8 items-center gap-2.5 rounded-md px-2 text-ink2 hover:bg-line2 hover:text-ink",
                  here && "bg-line2 font-medium text-ink",
                )}
              >
                <Icon aria-hidden className={cn("size-4", here ? "text-ink" : "text-ink3")} />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
