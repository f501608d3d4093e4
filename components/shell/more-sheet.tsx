"use client";

import Link from "next/link";
import { Dialog } from "@/components/ui/dialog";
import { PlainText } from "@/components/ui/plain-text";
import { useViewer } from "@/components/viewer";
import { offered, workspaceNav } from "./nav-items";
import { SignOut } from "./sign-out";
import { type Theme, ThemeSwitch } from "./theme-switch";
import { useProject } from "./use-project";
import { useProjectMore } from "./use-project-nav";
import { WorkspaceSwitcher } from "./workspace-switcher";

/** What a phone's bar has no room for. */
export function MoreSheet({ theme, onClose }: { theme: Theme; onClose: () => void }) {
  const { may, name, role, workspace } = useViewer();
  const project = useProject();
  const items = [...useProjectMore(project?.id), ...workspaceNav];
  return (
    <Dialog look="sheet" title={workspace.name} onClose={onClose}>
      <ul className="-mx-2 mb-3">
        {offered(items, may).map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              onClick={onClose}
              className="flex h-11 items-center gap-3 rounded-md px-2 hover:bg-hover"
            >
              <Icon aria-hidden className="size-5 text-ink3" strokeWidth={1.75} />
              {label}
            </Link>
          </li>
        ))}
      </ul>
      <div className="mb-3 flex items-center justify-between text-sm">
        <span className="flex min-w-0 items-center gap-1">
          <span className="text-ink3">Workspace</span> <WorkspaceSwitcher />
        </span>
        <ThemeSwitch initial={theme} />
      </div>
      <div className="flex items-center justify-between border-t pt-3 text-sm">
        <Link href="/account" onClick={onClose} className="min-w-0 truncate rounded-sm py-1 hover:underline">
          <PlainText>{name}</PlainText> <span className="text-ink3">{role}</span>
        </Link>
        <SignOut />
      </div>
    </Dialog>
  );
}
