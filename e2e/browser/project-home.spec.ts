import { status } from "@/e2e/receiver";
import { expect, test } from "./dashboard";

type Made = { id: string };
const FAST = {
  retry: { waitsMs: [100], jitter: 0 },
  autoDisable: { kind: "consecutive-failures", count: 3 },
};

test("home leads from what went wrong to its deliveries, and sends again what was missed", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { project, call } = workspace;
  const endpoints = `/projects/${project}/endpoints`;
  await call<Made>("POST", endpoints, { url: receiver.url("/good"), description: "Warehouse" });
  await call<Made>("POST", endpoints, { url: receiver.url("/bad"), description: "Shop", ...FAST });
  receiver.answerAt("/bad", status(503));
  const types = ["order.created", "order.created", "order.shipped"];
  for (const type of types) await call("POST", `/projects/${project}/events`, { type, data: {} });
  await receiver.waitFor(9);

  await owner.goto(`/projects/${project}?range=1h`);
  const shop = owner.getByRole("listitem").filter({ hasText: "Shop was disabled" });
  await expect(shop).toContainText("too many deliveries in a row failed");
  const delivered = owner.getByRole("link", { name: "3", exact: true });
  await expect(delivered).toHaveCount(2, { timeout: 15_000 });
  await expect(owner.getByText("6 deliveries in the last hour")).toBeVisible();
  await expect(owner.getByRole("link", { name: /order\.created.*4/ })).toBeVisible();

  await delivered.last().click();
  await expect(owner).toHaveURL(/status=failed/);
  const rows = owner.getByRole("table", { name: "Deliveries" }).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(owner.getByRole("table").getByText("Failed")).toHaveCount(3);
  await owner.goBack();

  await owner
    .getByRole("list", { name: "Deliveries by the time they were made" })
    .getByRole("link")
    .last()
    .click();
  await expect(owner).toHaveURL(/since=.*until=/);
  await expect(rows).toHaveCount(7);
  await owner.getByRole("button", { name: "Show deliveries of any time" }).click();
  await expect(owner).not.toHaveURL(/since=/);
  await owner.getByRole("link", { name: "Home" }).click();

  receiver.answerAt("/bad", status(200));
  await shop.getByRole("button", { name: "Recover…" }).click();
  await owner.getByRole("button", { name: "Enable it" }).click();
  await expect(owner.getByLabel("What failed or was cancelled: 3 deliveries")).toBeVisible();
  await owner.getByRole("button", { name: "Send again" }).click();
  await expect(owner.getByText("3 of 3 on their way: done.")).toBeVisible();
  await receiver.waitFor(9, { path: "/bad" });
  await owner.getByRole("button", { name: "Close" }).click();
  await expect(owner.getByText("No endpoint needs attention.")).toBeVisible();
});

test("an endpoint that was switched off is on again with one press", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { project, call } = workspace;
  receiver.answerAt("/moved", status(410));
  await call<Made>("POST", `/projects/${project}/endpoints`, { url: receiver.url("/moved") });
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await owner.goto(`/projects/${project}`);
  await expect(owner.getByText("its server said that the address is gone for good")).toBeVisible();
  receiver.answerAt("/moved", status(200));
  await owner.getByRole("button", { name: "Enable" }).click();
  await expect(owner.getByText("No endpoint needs attention.")).toBeVisible();
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await receiver.waitFor(2, { path: "/moved" });
});

test("the chart is read with the arrow keys, and as a table", async ({ owner, workspace, receiver }) => {
  const { project, call } = workspace;
  await call("POST", `/projects/${project}/endpoints`, { url: receiver.url("/") });
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await receiver.waitFor(1);
  await owner.goto(`/projects/${project}`);
  const bars = owner.getByRole("list", { name: "Deliveries by the time they were made" });
  const last = bars.getByRole("link");
  await expect(last).toHaveAccessibleName(/1 delivered/, { timeout: 20_000 });
  await last.focus();
  await owner.keyboard.press("ArrowLeft");
  await expect(owner.getByText("nothing sent")).toBeVisible();
  await owner.keyboard.press("ArrowRight");
  await expect(last).toBeFocused();
  await owner.keyboard.press("Enter");
  await expect(owner).toHaveURL(/deliveries\?.*since=/);
  await owner.goBack();
  await owner.getByText("As a table").first().click();
  const table = owner.getByRole("table", { name: "Deliveries over time" });
  await expect(table.getByRole("row").nth(1)).toContainText("1");
  await expect(table.getByRole("row")).toHaveCount(49);
});

test("who may only look is offered nothing that would be refused", async ({
  workspace,
  receiver,
  joined,
}) => {
  const { project, call } = workspace;
  const made = await call<Made>("POST", `/projects/${project}/endpoints`, { url: receiver.url("/") });
  const vera = await joined("viewer");
  await vera.goto(`/projects/${project}`);
  await expect(vera.getByText("Someone with the role member, admin or owner")).toBeVisible();
  await expect(vera.getByRole("button", { name: /Play inbox|Send test/ })).toHaveCount(0);
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await receiver.waitFor(1);
  await call("POST", `/projects/${project}/endpoints/${made.id}/disable`);
  await vera.reload();
  await expect(vera.getByText("somebody switched it off")).toBeVisible();
  await expect(vera.getByRole("button", { name: "Enable" })).toHaveCount(0);
  await vera.goto("/play");
  await expect(vera.getByRole("button", { name: "Make an inbox" })).toHaveCount(0);
});
