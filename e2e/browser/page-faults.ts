/** What is wrong with a page as it stands in a browser: for assistive technology, on a phone, and while it loads. */
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { expect } from "./dashboard";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

type Shift = { value: number; moved: string[] };

declare global {
  interface Window {
    axe: { run: (options: object) => Promise<AxeResults> };
    shifts: () => Shift[];
  }
}

/** Goes with every page of the context from now on: axe, and what moves that nobody has moved. */
export async function observe(page: Page): Promise<void> {
  await page.addInitScript({ path: AXE });
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    const nameOf = (node: Node | null) => {
      const element = node instanceof Element ? node : node?.parentElement;
      return element ? `${element.tagName.toLowerCase()} ${element.textContent?.slice(0, 40) ?? ""}` : "gone";
    };
    type Entry = PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
    };
    /** Rows of a list that make room for one that came in: what a live list is for. */
    const isRoomForRows = ({ sources }: Entry) =>
      sources.every(({ node, previousRect, currentRect }) => {
        const element = node instanceof Element ? node : node?.parentElement;
        const isInTable = !element || element.closest("tbody") !== null;
        return isInTable && previousRect.x === currentRect.x && previousRect.width === currentRect.width;
      });
    const note = (entries: PerformanceEntry[]) => {
      for (const entry of entries as Entry[]) {
        const { value, hadRecentInput, sources } = entry;
        if (!hadRecentInput && !isRoomForRows(entry))
          shifts.push({
            value,
            moved: sources.map(
              ({ node, previousRect, currentRect }) =>
                `${nameOf(node)} (${previousRect.x},${previousRect.y} ${previousRect.width}x${previousRect.height} -> ${currentRect.x},${currentRect.y} ${currentRect.width}x${currentRect.height})`,
            ),
          });
      }
    };
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    window.shifts = () => {
      note(observer.takeRecords());
      return shifts;
    };
  });
}

/** Waits until nothing on the page is being fetched for the first time. */
export async function complete(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
}

/** What moved by itself since the page was opened, when that is more than an eye could see. */
export async function shiftsOn(page: Page): Promise<string[]> {
  const shifts = await page.evaluate(async () => {
    // A shift is reported with the frame after it.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return window.shifts();
  });
  const total = shifts.reduce((sum, { value }) => sum + value, 0);
  if (total < 0.01) return [];
  return shifts.map(({ value, moved }) => `shift ${value.toFixed(4)}: ${moved.join(" | ")}`);
}

const RUNS = {
  everything: { runOnly: TAGS },
  "all but colours": { runOnly: TAGS, rules: { "color-contrast": { enabled: false } } },
  colours: { runOnly: ["color-contrast"] },
};

/** What axe finds; colours take it as long as all the rest. */
export async function axeOn(page: Page, what: keyof typeof RUNS = "everything"): Promise<string[]> {
  const violations = await page.evaluate(async (options) => (await window.axe.run(options)).violations, {
    ...RUNS[what],
    resultTypes: ["violations"],
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 200)} ${failureSummary.slice(0, 200)}`,
    ),
  );
}

/** What scrolls the page sideways, or is cut off where nothing says so and nothing scrolls. */
export function cutOffOn(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // A window that was just made narrow has not asked its containers how wide they are before it draws.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const found: string[] = [];
    const wide = (document.scrollingElement?.scrollWidth ?? 0) - innerWidth;
    if (wide > 0) found.push(`the page scrolls sideways by ${wide} px`);
    const isCut = (element: Element): boolean => {
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width < 2 || height < 2) return false;
      for (let around = element.parentElement; around; around = around.parentElement) {
        const { overflowX, textOverflow, position, clipPath } = getComputedStyle(around);
        if (/auto|scroll/.test(overflowX) || textOverflow === "ellipsis" || clipPath !== "none") return false;
        if (position === "fixed" && overflowX === "visible") continue;
        if (overflowX === "visible") continue;
        const box = around.getBoundingClientRect();
        if (right > box.right + 1 || left < box.left - 1) return true;
      }
      return right > innerWidth + 1 || left < -1;
    };
    for (const element of document.body.querySelectorAll("*:not(svg *)")) {
      if (!element.checkVisibility({ visibilityProperty: true }) || !isCut(element)) continue;
      const { left, right } = element.getBoundingClientRect();
      found.push(`cut off at ${left}..${right}: ${element.outerHTML.slice(0, 160)}`);
    }
    return found.slice(0, 6);
  });
}
