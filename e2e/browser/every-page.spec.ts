/** What holds on every page, whatever it is for; the list of pages is held to the files that make them. */
import type { Locator, Page } from "@playwright/test";
import { anotherBrowser, customerOf, expect, test } from "./dashboard";
import { type Filled, fill } from "./filled-project";
import { axeOn, complete, cutOffOn, observe, shiftsOn } from "./page-faults";
import { PAGES, pagesOfFiles, type Visitor } from "./page-list";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

test("the list of pages names every page there is", () => {
  expect(Object.keys(PAGES).toSorted()).toEqual(pagesOfFiles().toSorted());
});

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
  test.setTimeout(400_000);
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

test("whatever opens on a page: nothing for axe to find in either theme", async ({
  owner,
  workspace,
  receiver,
}) => {
  test.setTimeout(120_000);
  const { project, endpoint } = await fill(workspace, receiver);
  const base = `/projects/${project}`;
  const button = (name: string) => owner.getByRole("button", { name, exact: true });
  await observe(owner);
  await owner.setViewportSize(DESK);
  const faults: string[] = [];
  const look = async (what: string, shown: Locator) => {
    await shown.waitFor();
    for (const name of ["light", "dark"] as const) {
      await theme(owner, name);
      const found = await axeOn(owner, name === "light" ? "everything" : "colours");
      faults.push(...found.map((fault) => `${what}: ${fault}`));
    }
  };
  const open = (page: string) => owner.goto(page).then(() => complete(owner));

  await open(`${base}/endpoints/${endpoint}`);
  await button("More actions").click();
  await look("a menu", owner.getByRole("menuitem", { name: "Rotate secret" }));
  await owner.getByRole("menuitem", { name: "Rotate secret" }).click();
  await look("a question", owner.getByRole("region", { name: "Rotate the signing secret?" }));
  await button("Rotate secret").click();
  await look("the one-time reveal", owner.getByRole("status", { name: "Secret" }));
  await button("I have stored it").click();
  await button("More actions").click();
  await owner.getByRole("menuitem", { name: "Recover what it missed" }).click();
  await look("recover", owner.getByRole("region", { name: "Recover" }));

  await open(`${base}/endpoints/new`);
  await button("By channel").click();
  await look("events by channel", owner.getByRole("columnheader", { name: "onboarding" }));
  await owner.setViewportSize(PHONE);
  faults.push(...(await cutOffOn(owner)), ...(await axeOn(owner, "all but colours")));
  await owner.setViewportSize(DESK);

  await open(`${base}/deliveries?status=failed`);
  await owner.getByRole("checkbox", { name: "Select all on this page" }).click();
  await look("ticked rows", owner.getByRole("region", { name: "Selected deliveries" }));
  await owner
    .getByRole("region", { name: "Selected deliveries" })
    .getByRole("button", { name: "Replay", exact: true })
    .click();
  await look("replay", owner.getByRole("region", { name: "Replay deliveries" }));
  await owner.keyboard.press("Control+k");
  const palette = owner.getByRole("dialog", { name: "Command palette" });
  await look("the palette", palette);
  await owner.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
  // Not from a field, where it would be a letter.
  await owner.getByRole("heading", { level: 1 }).click();
  await owner.keyboard.press("?");
  await look("the shortcuts", owner.getByRole("dialog", { name: "Keyboard shortcuts" }));
  await owner.keyboard.press("Escape");

  await open("/members");
  await button("Invite person").click();
  await look("an invitation", owner.getByLabel("E-mail"));
  await open("/api-keys");
  await button("Create API key").click();
  await look("a new API key", owner.getByLabel("Name"));
  await open("/event-types");
  await button("Import").click();
  await look("an import", owner.getByLabel("Import", { exact: true }));
  await owner.setViewportSize(PHONE);
  await button("More").click();
  await look("a phone's sheet", owner.getByRole("dialog", { name: workspace.name }));
  expect(faults).toEqual([]);
});

const NOTHING = { project: "", endpoint: "", event: "", delivery: "", type: "", dialect: "", inbox: "" };
