/** Nobody is offered what would be refused, and nothing of another workspace is there for anybody. */
import type { Page } from "@playwright/test";
import { expect, newWorkspace, test } from "./dashboard";
import { fill } from "./filled-project";
import { complete } from "./page-faults";
import { PAGES } from "./page-list";

/** Presses whatever there is to press on the page, and what comes up then; returns what the API refused. */
async function refusals(page: Page): Promise<string[]> {
  const refused: string[] = [];
  const open = new Set<unknown>();
  page.on("request", (request) => /\/api\/v1\/(?!.*\/live)/.test(request.url()) && open.add(request));
  page.on("requestfailed", (request) => open.delete(request));
  page.on("response", (response) => {
    open.delete(response.request());
    const { pathname } = new URL(response.url());
    if (response.status() === 403) refused.push(`${response.request().method()} ${pathname}`);
  });
  await page.evaluate(async () => {
    const nameOf = (button: Element) => button.getAttribute("aria-label") ?? button.textContent ?? "";
    const pressed = new Set<string>();
    for (let round = 0; round < 4; round++) {
      const all = document.querySelectorAll<HTMLElement>("main button:not(:disabled), main [role=menuitem]");
      for (const button of all) {
        if (pressed.has(nameOf(button))) continue;
        pressed.add(nameOf(button));
        button.click();
        await new Promise(requestAnimationFrame);
      }
    }
  });
  await expect.poll(() => open.size).toBe(0);
  page.removeAllListeners();
  return refused;
}

/** Links to where there is nothing for whoever may only look. */
const TO_FORMS = "main :is(a[href$='/new'], a[href$='/edit'], a[href*='/events/publish'], a[href$='/infer'])";

test("who may only look finds nothing on any page that the API refuses", async ({
  owner,
  workspace,
  receiver,
  joined,
}) => {
  test.setTimeout(120_000);
  const filled = await fill(workspace, receiver);
  const viewer = await joined("viewer");
  const found: string[] = [];
  for (const [path, { visitor, at }] of Object.entries(PAGES)) {
    if (visitor !== "member") continue;
    await viewer.goto(at(filled));
    await complete(viewer);
    if ((await viewer.locator(TO_FORMS).count()) > 0) found.push(`${path} leads to a form`);
    found.push(...(await refusals(viewer)).map((each) => `${path}: ${each}`));
  }
  expect(found).toEqual([]);

  // What is refused is noticed: the same, of somebody who could do more when the page was opened.
  const member = await joined("member");
  await member.goto(PAGES["/projects/[project]/endpoints/[endpoint]"]?.at(filled) ?? "");
  const headers = { origin: new URL(owner.url()).origin, "x-workspace": workspace.id };
  type Members = { data: { userId: string; role: string }[] };
  const { data } = (await (
    await owner.request.get("/api/v1/workspace/members", { headers })
  ).json()) as Members;
  const one = data.find(({ role }) => role === "member")?.userId;
  await owner.request.patch(`/api/v1/workspace/members/${one}`, { headers, data: { role: "viewer" } });
  expect((await refusals(member)).length).toBeGreaterThan(0);
});

test("what belongs to a workspace one is not in is nowhere", async ({ workspace, receiver, joined }) => {
  test.setTimeout(120_000);
  const own = await fill(workspace, receiver);
  const other = await newWorkspace();
  const theirs = { ...(await fill(other, receiver)), type: "their.type", dialect: "theirs" };
  await other.call("POST", "/workspace/event-types", {
    name: "their.type",
    description: "Their secret plan",
  });
  const viewer = await joined("viewer");
  for (const [path, { at }] of Object.entries(PAGES)) {
    if (!path.includes("[")) continue;
    for (const address of new Set([at(theirs), at({ ...theirs, project: own.project })])) {
      if (address === at(own)) continue;
      const response = await viewer.goto(address);
      if (response?.status() === 404) continue;
      await complete(viewer);
      const words = (await viewer.locator("body").textContent()) ?? "";
      expect(words, address).not.toContain("Their secret plan");
      console.log(address, response?.status(), await viewer.locator("h1").textContent(), words.slice(-300));
    }
  }
});
