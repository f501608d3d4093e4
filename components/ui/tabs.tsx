"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export const Tabs = Base.Root;
export const TabPanel = Base.Panel;

type TabListProps = {
  title?: string;
  /** What the tabs choose, for screen readers; the title unless given. */
  label?: string;
  /** Says more about the title where there is room. */
  about?: string | undefined;
  tabs: { value: string; label: ReactNode }[];
  children?: ReactNode;
};

/** The head of a panel: its title, its tabs, and (as children) what can be done with it. 40 px. */
export function TabList({ title, label = title, about, tabs, children }: TabListProps) {
  return (
    <div className="flex h-10 items-stretch gap-4 border-b px-3.5">
      {title && (
        <h2 className="flex shrink-0 items-center gap-1 text-sm font-medium">
          {title}
          {about && <span className="hidden font-normal text-ink2 sm:inline">{about}</span>}
        </h2>
      )}
      <Base.List aria-label={label} className="flex min-w-0 grow gap-4 overflow-x-auto text-sm">
        {tabs.map(({ value, label: words }) => (
          <Base.Tab
            key={value}
            value={value}
            className="border-y-2 border-transparent whitespace-nowrap text-ink2 -outline-offset-2 hover:text-ink data-active:border-b-ink data-active:text-ink"
          >
            {words}
          </Base.Tab>
        ))}
      </Base.List>
      {children && <div className="-me-2 flex items-center">{children}</div>}
    </div>
  );
}
