import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toaster";
import { BottomBar, TopBar } from "./phone-bars";
import { Shortcuts } from "./shortcuts";
import { Sidebar } from "./sidebar";
import type { Theme } from "./theme-switch";

/** What stands around every page of the dashboard. */
export function Shell({ theme, children }: { theme: Theme; children: ReactNode }) {
  return (
    <>
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-btn px-3 py-2 text-sm text-btn-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <div className="flex min-h-dvh flex-col md:flex-row">
        <Sidebar theme={theme} />
        <TopBar />
        <main
          id="main"
          tabIndex={-1}
          className="w-full min-w-0 grow px-4 pt-4 pb-24 outline-none md:px-7 md:pt-5 md:pb-16 lg:max-w-[78rem]"
        >
          {children}
        </main>
        <BottomBar theme={theme} />
      </div>
      <Toaster />
      <Shortcuts />
    </>
  );
}
