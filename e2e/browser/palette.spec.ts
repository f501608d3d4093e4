import type { Page } from "@playwright/test";
import { expect, test, type Workspace } from "./dashboard";

const palette = (page: Page) => page.getByRole("dialog", { name: "Command palette" });
const typed = async (page: Page, text: string) => {
  // Keys count from when the page has come alive; on an open palette they change nothing.
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(palette(page).getByRole("combobox")).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.insertText(text);
};

type Sent = { id: string; deliveries: { id: string }[] };

/** An endpoint and an event of a second project, whose pages one is not on. */
async function elsewhere({ call }: Workspace, url: string) {
  const project = await call<{ id: string }>("POST", "/projects", { name: "Faraway" });
  const base = `/projects/${project.id}`;
  const endpoint = await call<{ id: string }>("POST", `${base}/endpoints`, { url, description: "Far shop" });
  const event = await call<Sent>("POST", `${base}/events`, { type: "order.created", data: {} });
  return { base, endpoint, event, delivery: event.deliveries[0]?.id ?? "" };
}

test("whoever is handed an id opens it from any page, by keyboard alone", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { base, endpoint, event, delivery } = await elsewhere(workspace, receiver.url("/far"));
  await owner.goto("/settings");
  await typed(owner, delivery);
  await expect(palette(owner).getByRole("option")).toHaveText(
    new RegExp(`Open delivery order.created.*${delivery}`),
  );
  await owner.keyboard.press("Enter");
  await owner.waitForURL(`**${base}/deliveries/${delivery}`);
  await expect(owner.getByText("The server answered 200")).toBeVisible();

  // Pasted and confirmed at once, before anything could be shown.
  await typed(owner, ` ${event.id} `);
  await owner.keyboard.press("Enter");
  await owner.waitForURL(`**${base}/events/${event.id}`);
  await typed(owner, endpoint.id);
  await owner.keyboard.press("Enter");
  await owner.waitForURL(`**${base}/endpoints/${endpoint.id}`);

  await typed(owner, `evt_${"0".repeat(26)}`);
  await expect(palette(owner).getByText("Nothing in this workspace has this id.")).toBeVisible();
  await owner.keyboard.press("Escape");
  await expect(palette(owner)).toHaveCount(0);
});

test("pages, actions, projects and endpoints are found by their names", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { base } = await elsewhere(workspace, receiver.url("/far"));
  await owner.goto(`/projects/${workspace.project}`);
  await typed(owner, "faraw");
  await owner.keyboard.press("Enter");
  await owner.waitForURL(`**${base}`);
  await typed(owner, "far shop");
  await expect(palette(owner).getByRole("option", { name: /Far shop/ })).toBeVisible();
  await owner.keyboard.press("Enter");
  await owner.waitForURL(/\/endpoints\/ep_/);
  await typed(owner, "add endp");
  await owner.keyboard.press("Enter");
  await owner.waitForURL(`**${base}/endpoints/new`);
  await typed(owner, "no such thing");
  await expect(palette(owner).getByRole("option")).toHaveText([/no such thing/, /no such thing/]);
});

test("what stands in payloads is found in the open project's lists", async ({ owner, workspace }) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  await call("POST", `${base}/events`, { type: "order.created", data: { number: "4711 & more" } });
  await call("POST", `${base}/events`, { type: "order.paid", data: { number: "4712" } });
  await owner.goto(base);
  await typed(owner, "4711 & more");
  await palette(owner).getByRole("option", { name: "Events with “4711 & more”" }).click();
  await expect(owner).toHaveURL(/\/events\?q=4711/);
  await expect(owner.getByRole("searchbox")).toHaveValue("4711 & more");
  const events = owner.getByRole("table", { name: "Events" });
  await expect(events.getByText("order.created").first()).toBeVisible();
  await expect(events.getByText("order.paid")).toHaveCount(0);

  // Where nothing was ever sent there is nothing to look for, until somebody looks for something.
  await typed(owner, "4712");
  await expect(palette(owner).getByRole("option", { name: "Deliveries with “4712”" })).toBeVisible();
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("heading", { name: "No delivery matches" })).toBeVisible();
  await expect(owner.getByRole("searchbox")).toHaveValue("4712");
  await owner.getByRole("button", { name: "Show all deliveries" }).click();
  await expect(owner.getByRole("heading", { name: "Nothing sent yet" })).toBeVisible();
  await expect(owner.getByRole("link", { name: "Add endpoint" })).toBeVisible();
  await expect(owner.getByRole("searchbox")).toHaveCount(0);
});

test("g and a letter go to pages, j and Enter open rows, and nothing fires while one types", async ({
  owner,
  workspace,
}) => {
  const { call, project } = workspace;
  await call("POST", "/workspace/event-types", { name: "order.created" });
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await owner.goto(`/projects/${project}`);
  await expect(owner.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
  await owner.keyboard.press("g");
  await owner.keyboard.press("v");
  await owner.waitForURL(`**/projects/${project}/events`);
  await owner.keyboard.press("/");
  await expect(owner.getByRole("searchbox")).toBeFocused();
  await owner.keyboard.type("gt?jk");
  await expect(owner.getByRole("searchbox")).toHaveValue("gt?jk");
  await owner.waitForURL(/q=gt/);
  await expect(owner).toHaveURL(/\/events/);
  await owner.getByRole("searchbox").blur();
  await owner.keyboard.press("g");
  await owner.keyboard.press("t");
  await owner.waitForURL("**/event-types");
  await owner.getByRole("link", { name: "order.created" }).waitFor();
  await owner.keyboard.press("j");
  await owner.keyboard.press("Enter");
  await owner.waitForURL("**/event-types/order.created");

  await owner.keyboard.press("?");
  const sheet = owner.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet.getByText("Deliveries")).toBeVisible();
  await sheet.getByRole("checkbox", { name: "Use single keys" }).uncheck();
  await owner.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await owner.keyboard.press("g");
  await owner.keyboard.press("s");
  await owner.keyboard.press("?");
  await expect(sheet).toBeVisible();
  await expect(owner).toHaveURL(/\/event-types\/order\.created$/);
});
