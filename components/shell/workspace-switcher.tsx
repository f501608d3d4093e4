"use client";

import { Check, ChevronDown } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { Menu } from "@/components/ui/menu";
import { PlainText } from "@/components/ui/plain-text";
import { useViewer } from "@/components/viewer";

/** The workspace's name; a menu for those who belong to several. */
export function WorkspaceSwitcher() {
  const { workspace, workspaces } = useViewer();
  const name = (
    <span className="truncate">
      <PlainText>{workspace.name}</PlainText>
    </span>
  );
  if (workspaces.length < 2) return name;
  return (
    <Menu
      label={`Workspace: ${workspace.name}`}
      triggerClassName="flex h-8 min-w-0 items-center gap-1 rounded-md hover:text-ink2"
      trigger={
        <>
          {name}
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink3" />
        </>
      }
    >
      {workspaces.map(({ id, name }) => (
        // A whole new page: everything fetched so far belongs to the other workspace.
        <a
          key={id}
          href={`/open-workspace?id=${id}`}
          role="menuitem"
          tabIndex={-1}
          className="flex h-8 items-center gap-2 rounded-md px-2 text-sm font-normal hover:bg-hover focus-visible:bg-hover"
        >
          <Check aria-hidden className={cn("size-4 shrink-0", id !== workspace.id && "invisible")} />
          <span className="truncate">
            <PlainText>{name}</PlainText>
          </span>
        </a>
      ))}
    </Menu>
  );
}
