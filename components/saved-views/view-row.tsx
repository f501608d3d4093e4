"use client";

import { Bookmark, X } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { PlainText } from "@/components/ui/plain-text";
import type { SavedView } from "@/lib/contract/saved-views";

type ViewRowProps = {
  views: readonly SavedView[];
  /** The page's address without its query. */
  path: string;
  isOpen: (view: SavedView) => boolean;
  onForget: (view: SavedView) => void;
};

/** The person's views, one link each; the open one can be deleted. */
export function ViewRow({ views, path, isOpen, onForget }: ViewRowProps) {
  if (views.length === 0) return null;
  return (
    <nav aria-label="Saved views" className="-mx-4 mb-2 overflow-x-auto px-4 md:mx-0 md:px-0">
      <ul className="flex w-max gap-1">
        {views.map((view) => {
          const open = isOpen(view);
          return (
            <li
              key={view.id}
              className={cn(
                "flex h-7 items-center rounded-md border text-xs font-medium",
                open ? "border-edge bg-line2" : "border-line hover:bg-hover",
              )}
            >
              <Link
                href={`${path}?${view.query}`}
                aria-current={open ? "page" : undefined}
                className={cn(
                  "flex h-full max-w-60 items-center gap-1.5 rounded-md ps-2",
                  open ? "pe-1" : "pe-2",
                )}
              >
                <Bookmark aria-hidden className={cn("size-3.5 shrink-0 text-ink3", open && "fill-current")} />
                <span className="truncate">
                  <PlainText>{view.name}</PlainText>
                </span>
              </Link>
              {open && (
                <Button
                  look="quiet"
                  size="icon-sm"
                  className="size-6"
                  aria-label={`Delete the view ${view.name}`}
                  onClick={() => onForget(view)}
                >
                  <X aria-hidden />
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
