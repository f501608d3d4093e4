/** What holds on every page, whatever it is for; the list of pages is held to the files that make them. */
import type { Browser, Page } from "@playwright/test";
import { anotherBrowser, expect, test, type Workspace } from "./dashboard";
import { type Filled, fill } from "./filled-project";
import { axeOn, complete, cutOffOn, observe, shiftsOn } from "./page-faults";
import { PAGES, pagesOfFiles, type Visitor } from "./page-list";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

test("the list of pages names every page there is", () => {
  expect(Object.keys(PAGES).toSorted()).toEqual(pagesOfFiles().toSorted());
});

/** Somebody whom a link has let into the project's portal. */
async function customerOf({ call, project }: Workspace, browser: Browser): Promise<Page> {
  const { url } = await call<{ url: string }>("POST", `/projects/${project}/portal-links`, { name: "Jane" });
  const page = await anotherBrowser(browser);
  await page.goto(url);
  await page.getByRole("button", { name: "Open" }).click();
  await page.waitForURL(/\/endpoints$/);
  return page;
}

/** Changes the theme and waits until every colour has followed; one follows the other up the page, frame by frame. */
const theme = (page: Page, name: "light" | "dark") =>
  page.evaluate(async (chosen) => {
    document.documentElement.dataset.theme = chosen;
    const isChanging = () => document.getAnimations().some((each) => each instanceof CSSTransition);
    do await new Promise(requestAnimationFrame);
    while (isChanging());
  }, name);

/** Looks at a page on a desk in both themes. */
async function onDesk(page: Page): Promise<string[]> {
  await page.setViewportSize(DESK);
  await theme(page, "light");
  const faults = await axeOn(page);
  await theme(page, "dark");
  return [...faults, ...(await axeOn(page, "colours"))];
}

/** Looks at it on a phone; its colours are those of the desk, but for the bars around it. */
async function onPhone(page: Page, isFirst: boolean): Promise<string[]> {
  await page.setViewportSize(PHONE);
  const faults = [...(await cutOffOn(page)), ...(await axeOn(page, "all but colours"))];
  if (!isFirst) return faults;
  for (const name of ["dark", "light"] as const) {
    await theme(page, name);
    faults.push(...(await axeOn(page, "colours")));
  }
  return faults;
}

test("every page, filled: nothing for axe to find in either theme, nothing cut off on a phone, nothing moves", async ({
  owner,
  workspace,
  receiver,
  browser,
}) => {
  test.setTimeout(240_000);
  const filled = await fill(workspace, receiver);
  const pages: Record<Visitor, Page> = {
    member: owner,
    customer: await customerOf(workspace, browser),
    nobody: await anotherBrowser(browser),
  };
  for (const page of Object.values(pages)) {
    await observe(page);
    await page.setViewportSize(DESK);
  }
  const seen = new Set<Visitor>();
  const faults: string[] = [];
  for (const { visitor, at } of Object.values(PAGES)) {
    const page = pages[visitor];
    // As large as the last one was left: half of the pages are loaded on a phone.
    await page.goto(at(filled));
    await complete(page);
    const moved = await shiftsOn(page);
    const isDesk = page.viewportSize()?.width === DESK.width;
    const looks = [() => onDesk(page), () => onPhone(page, !seen.has(visitor))];
    for (const look of isDesk ? looks : looks.toReversed()) moved.push(...(await look()));
    faults.push(...moved.map((fault) => `${at(filled)}: ${fault}`));
    seen.add(visitor);
  }
  expect(faults).toEqual([]);
});

test("every list, empty: nothing for axe to find, nothing cut off on a phone, nothing moves", async ({
  owner,
  workspace,
  browser,
}) => {
  test.setTimeout(120_000);
  const pages = { member: owner, customer: await customerOf(workspace, browser) };
  for (const page of Object.values(pages)) await observe(page);
  const none: Filled = { ...NOTHING, project: workspace.project };
  const faults: string[] = [];
  for (const [path, { visitor, at }] of Object.entries(PAGES)) {
    if (visitor === "nobody" || /\[(?!project)/.test(path)) continue;
    const page = pages[visitor];
    await page.setViewportSize(DESK);
    await page.goto(at(none));
    await complete(page);
    const found = [...(await shiftsOn(page))];
    await page.setViewportSize(PHONE);
    found.push(...(await cutOffOn(page)), ...(await axeOn(page, "all but colours")));
    faults.push(...found.map((fault) => `${path}: ${fault}`));
  }
  expect(faults).toEqual([]);
});

const NOTHING = { project: "", endpoint: "", event: "", delivery: "", type: "", dialect: "", inbox: "" };
