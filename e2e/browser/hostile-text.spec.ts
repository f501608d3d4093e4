/**
 * Whatever a customer, a receiver or a payload says, every page shows it as text: nothing of it runs, and no page's
 * policy has to stop it; what an eye would miss is written out; and however long it is, it stays in its place.
 */
import type { Page } from "@playwright/test";
import type { Receiver } from "@/e2e/receiver";
import { anotherBrowser, expect, test, type Workspace } from "./dashboard";
import type { Filled } from "./filled-project";
import { complete, cutOffOn, observe } from "./page-faults";
import { PAGES } from "./page-list";

const MARKS = "\u202egpj.exe \u001b[31mred \u200bx";
const HOSTILE = [
  MARKS,
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(2)>',
  "</script><svg onload=alert(3)>",
  "{{constructor.constructor('alert(4)')()}}",
  "javascript:alert(5)",
].join(" ");
const ENDLESS = "W".repeat(10_000);
/** As much of both as fits. */
const upTo = (length: number) => `${HOSTILE.slice(0, length / 2)}${ENDLESS}`.slice(0, length);

/** Where the receiver is: also a place for such text. */
const IN = `/in?q=${encodeURIComponent("<script>alert(8)</script>")}${"/x".repeat(200)}`;

type Made = { id: string };

/** What only a person has: views, and the names of those they invite. */
async function asOwner(owner: Page, { id, project }: Workspace): Promise<void> {
  const headers = { origin: new URL(owner.url()).origin, "x-workspace": id };
  const post = async (path: string, data: object) =>
    expect((await owner.request.post(`/api/v1${path}`, { headers, data })).status(), path).toBeLessThan(300);
  await post(`/projects/${project}/saved-views`, { name: upTo(60), query: "status=failed" });
  const email = `hostile-${Date.now()}@example.com`;
  await post("/workspace/members", { name: upTo(200), email, role: "viewer" });
  await post("/workspace/api-keys", { name: upTo(200), scopes: ["read"] });
}

async function hostileAround({
  call,
  project,
}: Workspace): Promise<Pick<Filled, "dialect" | "inbox" | "type">> {
  await call("PATCH", "/workspace", { name: upTo(200) });
  await call("PATCH", `/projects/${project}`, { name: upTo(200) });
  await call("POST", "/workspace/event-types", {
    name: `hostile.${"text".repeat(30)}`,
    category: "c".repeat(64),
    description: upTo(2_000),
    schema: { type: "object", required: [upTo(100)], description: HOSTILE },
    example: JSON.stringify({ text: HOSTILE }),
  });
  const type = "hostile.text";
  await call("POST", "/workspace/event-types", {
    name: type,
    description: HOSTILE,
    example: `{"n": "${upTo(50).replaceAll('"', "'").replaceAll("\u001b", "")}"}`,
  });
  const fields = [{ label: "<b>x</b>", path: "text" }];
  await call("PATCH", `/workspace/event-types/${type}/message-template`, {
    template: { title: "<script>alert(9)</script> \u202e", text: "<img src=x onerror=alert(10)>", fields },
  });
  const { policy } = await call<{ policy: object }>("GET", "/workspace/dialects/standard");
  await call("POST", "/workspace/dialects", { name: "hostile", policy: { ...policy, title: upTo(100) } });
  const inbox = await call<Made & { url: string }>("POST", "/workspace/play", {
    name: upTo(200),
    answer: { body: HOSTILE },
  });
  await fetch(`${inbox.url}?q=${encodeURIComponent(HOSTILE)}`, {
    method: "POST",
    headers: { "x-hostile": `<script>alert(11)</script>${ENDLESS.slice(0, 2_000)}` },
    body: `${HOSTILE}${ENDLESS}`,
  });
  await call("POST", `/projects/${project}/portal-links`, { name: upTo(200) });
  return { dialect: "hostile", inbox: inbox.id, type };
}

/** Hostile text wherever somebody else can put some. */
async function hostile(workspace: Workspace, receiver: Receiver): Promise<Filled> {
  const { call, project } = workspace;
  receiver.answer((_, response) => {
    const headers = { "Content-Type": "text/html", "X-Hostile": `<script>alert(6)</script>${ENDLESS}` };
    response.writeHead(500, "<script>alert(12)</script>", headers);
    response.end(`<html><script>alert(7)</script>${HOSTILE}${ENDLESS}`);
  });
  const around = await hostileAround(workspace);
  const endpoint = await call<Made>("POST", `/projects/${project}/endpoints`, {
    url: receiver.url(IN),
    description: upTo(2_000),
    headers: { "X-Custom": "<script>alert(13)</script>" },
    channel: "a".repeat(128),
    retry: { waitsMs: [] },
  });
  const send = (more: object) =>
    call<Made & { deliveries: Made[] }>("POST", `/projects/${project}/events`, {
      type: around.type,
      data: { [HOSTILE]: HOSTILE, [ENDLESS]: ENDLESS },
      run: upTo(100),
      orderingKey: upTo(100),
      ...more,
    });
  const event = await send({ channel: "a".repeat(128) });
  await send({ channel: "elsewhere" });
  const delivery = event.deliveries[0]?.id ?? "";
  const path = `/projects/${project}/deliveries/${delivery}`;
  await expect.poll(async () => (await call<{ status: string }>("GET", path)).status).toBe("failed");
  return { project, endpoint: endpoint.id, event: event.id, delivery, ...around };
}

/** What runs, or is stopped from running, from now on. */
function alarmsOn(page: Page): string[] {
  const alarms: string[] = [];
  page.on("dialog", async (dialog) => {
    alarms.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) alarms.push(message.text());
  });
  return alarms;
}

/** Text that turns itself around or colours a terminal, where it is not in a field that somebody edits. */
const marksOn = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, textarea")) continue;
      if ([..."\u202e\u001b"].some((mark) => node.textContent?.includes(mark)))
        found.push(parent.outerHTML.slice(0, 120));
    }
    return found;
  });

test("hostile text is text on every page", async ({ owner, workspace, receiver, browser }) => {
  test.setTimeout(180_000);
  await asOwner(owner, workspace);
  const filled = await hostile(workspace, receiver);
  const link = await workspace.call<{ url: string }>(
    "POST",
    `/projects/${workspace.project}/portal-links`,
    {},
  );
  const customer = await anotherBrowser(browser);
  await customer.goto(link.url);
  await customer.getByRole("button", { name: "Open" }).click();
  await customer.waitForURL(/\/endpoints$/);
  const pages = { member: owner, customer, nobody: customer };
  const alarms = [...new Set(Object.values(pages))].map(alarmsOn);
  const faults: string[] = [];
  for (const page of [owner, customer]) {
    await observe(page);
    await page.setViewportSize({ width: 360, height: 740 });
  }
  for (const [path, { visitor, at }] of Object.entries(PAGES)) {
    if (visitor === "nobody" && !path.startsWith("/portal")) continue;
    const page = pages[visitor];
    const response = await page.goto(at(filled));
    await complete(page);
    const made = await page.locator("img[src='x'], svg[onload], script:text('alert(')").count();
    if (response?.status() !== 200 || made > 0)
      faults.push(`${path}: ${response?.status()}, ${made} elements`);
    faults.push(...[...(await marksOn(page)), ...(await cutOffOn(page))].map((each) => `${path}: ${each}`));
  }
  expect(faults).toEqual([]);
  expect(alarms.flat()).toEqual([]);

  // It is there, word for word.
  await owner.goto(`/projects/${workspace.project}/endpoints/${filled.endpoint}`);
  await expect(owner.getByText("<script>alert(1)</script>").filter({ visible: true }).first()).toBeVisible();
  await owner.goto(`/projects/${workspace.project}/deliveries/${filled.delivery}`);
  await expect(owner.getByText("alert(7)").filter({ visible: true }).first()).toBeVisible();

  // The alarm rings, were there anything to hear.
  await owner.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), HOSTILE);
  await expect.poll(() => alarms.flat().length).toBeGreaterThan(0);
});
