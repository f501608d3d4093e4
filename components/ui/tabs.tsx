"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

export function Tabs({ className, ...props }: ComponentProps<typeof Base.Root>) {
  return <Base.Root className={cn(className as string)} {...props} />;
}

/** The row of tabs at the head of a panel, 40 px high; `children` after the tabs are its actions. */
export function TabList({
  tabs,
  children,
}: {
  tabs: { value: string; label: ReactNode }[];
  children?: ReactNode;
}) {
  return (
    <div className="flex h-10 items-stretch justify-between gap-3 border-b px-3.5">
      <Base.List className="flex min-w-0 gap-4 overflow-x-auto text-sm">
        {tabs.map(({ value, label }) => (
          <Base.Tab
            key={value}
            value={value}
            className="border-b-2 border-transparent pt-0.5 whitespace-nowrap text-ink2 -outline-offset-2 hover:text-ink data-active:border-ink data-active:font-medium data-active:text-ink"
          >
            {label}
          </Base.Tab>
        ))}
      </Base.List>
      {children && <div className="flex items-center gap-1">{children}</div>}
    </div>
  );
}

export const TabPanel = Base.Panel;
