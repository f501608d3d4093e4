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

/** Words of what `fill` makes, and of what is made beside it. */
const THEIRS = /The shop|Old ERP|Monitoring|maintenance|Billing only|Their secret plan/;

test("what belongs to a workspace one is not in is nowhere", async ({ workspace, receiver, joined }) => {
  const other = await newWorkspace();
  const theirs = { ...(await fill(other, receiver)), type: "their.type", dialect: "theirs" };
  await other.call("POST", "/workspace/event-types", {
    name: "their.type",
    description: "Their secret plan",
  });
  const viewer = await joined("viewer");
  const pages = Object.entries(PAGES).filter(([path]) => path.includes("[") && !path.endsWith("/publish"));
  for (const [path, { at, visitor }] of pages) {
    for (const project of [theirs.project, workspace.project]) {
      const answer = await viewer.request.get(at({ ...theirs, project }));
      expect(await answer.text(), path).not.toMatch(THEIRS);
      const isOnesOwn = project === workspace.project && !path.replace("[project]", "").includes("[");
      if (visitor === "member") expect(answer.status(), path).toBe(isOnesOwn ? 200 : 404);
    }
  }
  // And in words, where the project is one's own but what is in it is not, and where nothing is.
  const inside = ["endpoints/[endpoint]", "deliveries/[delivery]", "events/[event]"];
  for (const page of [...inside.map((each) => `/projects/[project]/${each}`), "/event-types/[name]"]) {
    await viewer.goto(PAGES[page]?.at({ ...theirs, project: workspace.project }) ?? "");
    await expect(viewer.getByText("There is nothing here"), page).toBeVisible();
  }
  await viewer.goto(`/projects/${theirs.project}/deliveries`);
  await expect(viewer.getByRole("heading", { name: "There is nothing here", level: 1 })).toBeVisible();
  // Nothing here does not mean nothing anywhere else.
  await viewer.getByRole("link", { name: "Event types" }).click();
  await expect(viewer.getByRole("heading", { name: "Event types", level: 1 })).toBeVisible();
});
