"use client";

import { Search } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { openSheet } from "./open-sheet";

const never = () => () => undefined;
const commandKey = () => (/mac|iphone|ipad/i.test(navigator.platform) ? "⌘" : "Ctrl");

/** The palette for whoever does not know its keys: a line in the sidebar. */
export function PaletteButton() {
  const key = useSyncExternalStore(never, commandKey, () => "Ctrl");
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => openSheet("palette")}
      className="-mt-2 flex h-8 shrink-0 items-center gap-2 rounded-md px-2 text-sm text-ink3 hover:bg-line2 hover:text-ink"
    >
      <Search aria-hidden className="size-4" strokeWidth={1.75} />
      <span className="grow text-start">Go to</span>
      <span aria-hidden className="flex gap-1">
        <Kbd>{key}</Kbd>
        <Kbd>K</Kbd>
      </span>
    </button>
  );
}

/** The same on a phone. */
export function PaletteIcon() {
  return (
    <Button
      look="quiet"
      size="icon"
      aria-label="Go to"
      aria-haspopup="dialog"
      onClick={() => openSheet("palette")}
    >
      <Search aria-hidden />
    </Button>
  );
}
