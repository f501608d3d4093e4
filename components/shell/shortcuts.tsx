"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useViewer } from "@/components/viewer";
import { offered, projectNav, workspaceNav } from "./nav-items";
import { isSheetOpen, openSheet, useOpenSheet } from "./open-sheet";
import { PAGE_KEYS } from "./page-keys";
import { areSingleKeysOn } from "./single-keys";
import { useProject } from "./use-project";
import { useProjectMore } from "./use-project-nav";

const loadPalette = () => import("./palette").then((loaded) => loaded.Palette);
const Palette = dynamic(loadPalette, { ssr: false });
const ShortcutSheet = dynamic(() => import("./shortcut-sheet").then((loaded) => loaded.ShortcutSheet), {
  ssr: false,
});

/** How long `g` waits for its letter. */
const SEQUENCE_MS = 1_500;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === "checkbox");

const isSomethingOpen = () =>
  isSheetOpen() || document.querySelector("dialog[open], [popover]:popover-open, [role=dialog]") !== null;

/** Moves the focus by `step` among the rows of the page's list; the first press goes to the first row. */
function moveRow(step: number) {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = rows.findIndex((row) => row.closest("tr")?.contains(document.activeElement));
  const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))];
  row?.focus();
  row?.closest("tr")?.scrollIntoView({ block: "nearest" });
}

/** Whoever has found something goes down to it. */
function leaveSearch({ key, target }: KeyboardEvent): boolean {
  if (key !== "ArrowDown" || !(target instanceof Element) || !target.matches("[data-search]")) return false;
  moveRow(1);
  return document.activeElement !== target;
}

/** Presses what stands in the row that has the focus. */
function pressInRow(what: "[data-row-action]" | "[data-row-select]") {
  document.activeElement?.closest("tr")?.querySelector<HTMLElement>(what)?.click();
}

const ACTS: Readonly<Record<string, () => void>> = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => pressInRow("[data-row-select]"),
  r: () => pressInRow("[data-row-action]"),
  n: () =>
    [...document.querySelectorAll<HTMLElement>("[data-toast]")].at(-1)?.querySelector("button")?.focus(),
  "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
};

/** The page's single keys, and `g` with a letter for each page; `pages` by letter. Returns how to stop. */
function listen(pages: ReadonlyMap<string, string>, go: (href: string) => void): () => void {
  let sinceG = Number.NEGATIVE_INFINITY;
  const onSingleKey = ({ key, timeStamp }: KeyboardEvent): boolean => {
    const isSecond = timeStamp - sinceG < SEQUENCE_MS;
    sinceG = !isSecond && key === "g" ? timeStamp : Number.NEGATIVE_INFINITY;
    const page = isSecond ? pages.get(key) : undefined;
    if (page) go(page);
    else if (!isSecond) ACTS[key]?.();
    return page !== undefined || key === "g" || key in ACTS;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.repeat) return;
    // Whoever holds these may be about to ask for it.
    if (event.key === "Control" || event.key === "Meta") void loadPalette();
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (!isSomethingOpen()) openSheet("palette");
      return;
    }
    if (leaveSearch(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || isTyping(event.target) || isSomethingOpen()) return;
    if (event.key === "?") openSheet("shortcuts");
    else if (!areSingleKeysOn() || !onSingleKey(event)) return;
    event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** The keyboard's shortcuts, the command palette and the sheet that lists them all. */
export function Shortcuts() {
  const open = useOpenSheet();
  const router = useRouter();
  const { may } = useViewer();
  const project = useProject();
  const more = useProjectMore(project?.id);
  const items = offered([...(project ? projectNav(project.id) : []), ...more, ...workspaceNav], may);
  const pages = JSON.stringify(items.map(({ label, href }) => [PAGE_KEYS[label] ?? "", href]));
  // Outside of React: keys pressed anywhere on the page.
  useEffect(() => listen(new Map(JSON.parse(pages)), (href) => router.push(href)), [pages, router]);
  if (open === "palette") return <Palette onClose={() => openSheet(null)} />;
  if (open === "shortcuts") return <ShortcutSheet pages={items} onClose={() => openSheet(null)} />;
  return null;
}
