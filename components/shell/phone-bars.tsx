"use client";

import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { cn } from "@/components/ui/class-names";
import { PlainText } from "@/components/ui/plain-text";
import { useViewer } from "@/components/viewer";
import { Mark } from "./mark";
import { isWithin, projectNav, workspaceNav } from "./nav-items";
import { PaletteIcon } from "./palette-button";
import { ProjectSwitcher } from "./project-switcher";
import type { Theme } from "./theme-switch";
import { useProject } from "./use-project";

const MoreSheet = dynamic(() => import("./more-sheet").then((loaded) => loaded.MoreSheet), { ssr: false });

/** Above the page on narrow screens: where one is. */
export function TopBar() {
  const { workspace } = useViewer();
  return (
    <header className="flex h-12 items-center gap-2 border-b px-3 md:hidden">
      <Mark />
      <ProjectSwitcher
        className="h-8 min-w-0 grow"
        otherwise={
          <span className="min-w-0 grow truncate font-medium">
            <PlainText>{workspace.name}</PlainText>
          </span>
        }
      />
      <PaletteIcon />
    </header>
  );
}

const slot = "flex h-14 w-full flex-col items-center justify-center gap-1 text-xs";

/** Below the page on narrow screens, within reach of a thumb: where one can go. */
export function BottomBar({ theme }: { theme: Theme }) {
  const path = usePathname();
  const project = useProject();
  const [more, setMore] = useState(false);
  const items = project ? projectNav(project.id) : workspaceNav.slice(0, 2);
  return (
    <>
      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-40 border-t bg-panel pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <ul className="flex">
          {items.map((item) => {
            const { href, label, icon: Icon } = item;
            const here = isWithin(path, item);
            return (
              <li key={href} className="grow basis-0">
                <Link
                  href={href}
                  aria-current={here ? "page" : undefined}
                  className={cn(slot, "-outline-offset-2", here ? "font-medium text-ink" : "text-ink2")}
                >
                  <Icon aria-hidden className="size-5" strokeWidth={here ? 2.25 : 1.75} />
                  {label}
                </Link>
              </li>
            );
          })}
          <li className="grow basis-0">
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => setMore(true)}
              className={cn(slot, "text-ink2 -outline-offset-2")}
            >
              <Ellipsis aria-hidden className="size-5" strokeWidth={1.75} />
              More
            </button>
          </li>
        </ul>
      </nav>
      {more && <MoreSheet theme={theme} onClose={() => setMore(false)} />}
    </>
  );
}
