"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Hourglass, LogOut, Send, Tags, Webhook } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { Live } from "@/components/live";
import { projectDetail } from "@/components/projects/queries";
import { Shortcuts } from "@/components/shell/shortcuts";
import { type Theme, ThemeSwitch } from "@/components/shell/theme-switch";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Toaster, toast } from "@/components/ui/toaster";
import { useViewer } from "@/components/viewer";
import { PortalMark } from "./portal-mark";

const PAGES = [
  { at: "endpoints", label: "Endpoints", icon: Webhook },
  { at: "deliveries", label: "Deliveries", icon: Send },
  { at: "events", label: "Events", icon: CalendarClock },
  { at: "runs", label: "Runs", icon: Hourglass },
  { at: "event-types", label: "Event types", icon: Tags },
];

type PortalShellProps = { project: string; color: string | null; theme: Theme; children: ReactNode };

/** What stands around every page of a portal: the host's name and colour, and the few places there are. */
export function PortalShell({ project, color, theme, children }: PortalShellProps) {
  const { workspace } = useViewer();
  return (
    <>
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-btn px-3 py-2 text-sm text-btn-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <header className="border-b">
        <div
          aria-hidden
          className="h-0.75 bg-accent"
          style={color ? { backgroundColor: color } : undefined}
        />
        <div className="mx-auto max-w-[78rem] px-4 md:px-7">
          <div className="flex h-12 items-center justify-between gap-3">
            <PortalMark name={workspace.name} color={color} />
            <div className="flex shrink-0 items-center gap-2">
              <span className="hidden sm:inline">
                <Live project={project} />
              </span>
              <ThemeSwitch initial={theme} />
              <Leave project={project} />
            </div>
          </div>
          <PortalNav project={project} />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-[78rem] min-w-0 px-4 pt-4 pb-16 outline-none md:px-7 md:pt-5"
      >
        {children}
      </main>
      <Toaster />
      <Shortcuts />
    </>
  );
}

function PortalNav({ project }: { project: string }) {
  const path = usePathname();
  const { data } = useQuery(projectDetail(project));
  const pages = PAGES.filter(({ at }) => at !== "runs" || data?.holdsRuns);
  return (
    <nav aria-label="Main" className="-mx-4 overflow-x-auto px-4 md:mx-0 md:px-0">
      <ul className="flex gap-5">
        {pages.map(({ at, label, icon: Icon }) => {
          const href = `/portal/${project}/${at}`;
          const here = path === href || path.startsWith(`${href}/`);
          return (
            <li key={at}>
              <Link
                href={href}
                aria-current={here ? "page" : undefined}
                className={cn(
                  "flex h-10 items-center gap-2 border-y-2 border-transparent whitespace-nowrap -outline-offset-2 hover:text-ink",
                  here ? "border-b-ink font-medium text-ink" : "text-ink2",
                )}
              >
                <Icon aria-hidden className="hidden size-4 xs:block" />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Leave({ project }: { project: string }) {
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    try {
      await api("DELETE", "/portal/session", { body: {} });
      location.assign(`/portal/${project}`);
    } catch (error) {
      setBusy(false);
      toast.error(messageOf(error));
    }
  };
  return (
    <Button look="quiet" size="icon-sm" aria-label="Leave" title="Leave" busy={busy} onClick={leave}>
      <LogOut aria-hidden />
    </Button>
  );
}
