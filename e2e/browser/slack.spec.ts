import { textsOf } from "@/e2e/block-kit";
import { type Slack, startSlack } from "@/e2e/slack";
import { test as base, expect } from "./dashboard";

const test = base.extend<{ slack: Slack }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  slack: async ({}, use) => {
    const slack = await startSlack();
    await use(slack);
    await slack.close();
  },
});

test("a Slack channel gets the message that was laid out for it, and its URL is never seen again", async ({
  owner,
  workspace,
  slack,
}) => {
  const { project } = workspace;
  const webhook = slack.webhook();
  await workspace.call("POST", "/workspace/event-types", {
    name: "order.shipped",
    example: '{"id":"ord_8124","customer":{"name":"Ada & Sons"},"total":1234.50}',
  });

  await owner.goto(`/projects/${project}/endpoints/new`);
  await owner.getByRole("radio", { name: /A Slack channel/ }).check();
  // How it will look, before anything is saved.
  await expect(owner.getByText("Order shipped").first()).toBeVisible();
  await owner.getByLabel("Incoming webhook URL").fill(webhook.url);
  await owner.getByLabel("Description").fill("#orders");
  await owner.getByRole("checkbox", { name: /All events/ }).check();
  await owner.getByRole("button", { name: "Add endpoint" }).click();
  await expect(owner.getByRole("heading", { name: "#orders" })).toBeVisible();
  await expect(owner.getByText("/services/T…/B…/••••")).toBeVisible();
  expect(await owner.content()).not.toContain(webhook.token);

  await owner.goto("/event-types/order.shipped");
  await owner.getByRole("link", { name: "Slack message" }).click();
  await owner.getByLabel("Title").fill("Order {id} is on its way");
  await owner.getByLabel("Label of field 1").fill("For");
  await owner.getByLabel("Value of field 1").fill("customer.name");
  await expect(owner.getByText("Order ord_8124 is on its way", { exact: true })).toBeVisible();
  await owner.getByLabel("Text").fill("{customer.name");
  await expect(owner.getByText("has a brace without its other", { exact: false })).toBeVisible();
  await owner.getByLabel("Text").fill("");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("All messages of this type are laid out like this.")).toBeVisible();

  const { id } = await workspace.call<{ id: string }>("POST", `/projects/${project}/events`, {
    type: "order.shipped",
    data: { id: "ord_9", customer: { name: "<!channel> & Co" }, total: 5 },
  });
  const [message] = await webhook.waitFor(1);
  const texts = message ? textsOf(message) : [];
  expect(texts).toContain("Order ord_9 is on its way");
  expect(texts).toContain("*For*\n&lt;!channel&gt; &amp; Co");

  // From Slack back to the delivery.
  const link = texts.join("\n").match(/<(http[^|]+\/deliveries\/of\/evt_\w+)\|/)?.[1] ?? "";
  expect(link).toContain(id);
  await owner.goto(new URL(link).pathname);
  await expect(owner).toHaveURL(/\/deliveries\/dlv_\w+$/);
  await expect(owner.getByText("The server answered 200").first()).toBeVisible();
  expect(await owner.content()).not.toContain(webhook.token);
});

test("a webhook that Slack has forgotten is explained, replaced, and works again", async ({
  owner,
  workspace,
  slack,
}) => {
  const { project } = workspace;
  const [gone, fresh] = [slack.webhook(), slack.webhook()];
  gone.refuse("no_service");
  const base = `/projects/${project}`;
  const { id } = await workspace.call<{ id: string }>("POST", `${base}/endpoints`, {
    url: gone.url,
    destination: { type: "slack" },
  });
  await workspace.call("POST", `${base}/events`, { type: "order.shipped", data: { id: 1 } });
  await expect.poll(() => gone.posts.length).toBe(1);

  await owner.goto(`${base}/endpoints/${id}`);
  await expect(owner.getByText("said that the address is gone for good")).toBeVisible();
  await owner.goto(`${base}/deliveries`);
  await owner.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(owner.getByText("Slack no longer knows this webhook", { exact: false }).first()).toBeVisible();

  await owner.goto(`${base}/endpoints/${id}/edit`);
  await expect(owner.getByText("Leave it empty to keep", { exact: false })).toBeVisible();
  await owner.getByLabel("Incoming webhook URL").fill(fresh.url);
  await owner.getByRole("button", { name: "Save" }).click();
  await owner.getByRole("button", { name: "Enable" }).click();
  await expect(owner.getByText("Enabled", { exact: true }).first()).toBeVisible();
  await workspace.call("POST", `${base}/events`, { type: "order.shipped", data: { id: 2 } });
  await fresh.waitFor(1);
});
