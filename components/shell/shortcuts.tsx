"use client";

import { useEffect, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const KEYS = [
  ["j", "Next row"],
  ["k", "Previous row"],
  ["Enter", "Open the row"],
  ["r", "Replay the row's delivery"],
  ["/", "Search"],
  ["?", "This list"],
] as const;

const STORED = "posthorn-single-keys";
const areOn = () => localStorage.getItem(STORED) !== "off";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Moves the focus by `step` among the rows of the page's list; the first press goes to the first row. */
function moveRow(step: number) {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = rows.findIndex((row) => row.closest("tr")?.contains(document.activeElement));
  const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))];
  row?.focus();
  row?.closest("tr")?.scrollIntoView({ block: "nearest" });
}

/** What a single key does; false when it is none of ours. */
function press(key: string, openHelp: () => void): boolean {
  if (key === "j" || key === "k") moveRow(key === "j" ? 1 : -1);
  else if (key === "/") document.querySelector<HTMLElement>("[data-search]")?.focus();
  else if (key === "?") openHelp();
  else if (key === "r")
    document.activeElement?.closest("tr")?.querySelector<HTMLElement>("[data-row-action]")?.click();
  else return false;
  return true;
}

/** The keyboard's shortcuts, and the sheet that lists them. Single keys can be turned off (WCAG 2.1.4). */
export function Shortcuts() {
  const [isOpen, setOpen] = useState(false);
  const [on, setOn] = useState(true);
  // Outside of React: keys pressed anywhere on the page.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector("dialog[open], [popover]:popover-open")) return;
      if (event.key !== "?" && !areOn()) return;
      const openHelp = () => {
        setOn(areOn());
        setOpen(true);
      };
      if (press(event.key, openHelp)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  if (!isOpen) return null;
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => setOpen(false)}>
      <dl className="grid grid-cols-[5rem_1fr] items-center gap-y-2 text-sm">
        {KEYS.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        checked={on}
        className="mt-4 border-t pt-3 text-sm"
        onChange={(checked) => {
          localStorage.setItem(STORED, checked ? "on" : "off");
          setOn(checked);
        }}
      >
        Use single keys
      </Checkbox>
    </Dialog>
  );
}
