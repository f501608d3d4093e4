import { Webhook } from "standardwebhooks";
import { inTurn, status } from "@/e2e/receiver";
import { expect, test } from "./dashboard";

test("from a new project to a replay that arrives before one's eyes", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call } = workspace;
  for (const name of ["order.created", "order.shipped"])
    await call("POST", "/workspace/event-types", { name, category: "orders", description: `An ${name}` });
  await call("POST", "/workspace/event-types", { name: "invoice.paid", category: "billing" });
  receiver.answerAt("/hook", inTurn(status(503, {}, "not now"), status(200)));

  await owner.goto("/projects");
  await owner.getByRole("button", { name: "Create project" }).click();
  await owner.getByLabel("Name").fill("Customer of the day");
  await owner.getByRole("button", { name: "Create project" }).last().click();
  await owner.waitForURL(/\/projects\/prj_[0-9a-z]+/);
  const project = /prj_[0-9a-z]+/.exec(owner.url())?.[0] ?? "";

  await owner.goto(`/projects/${project}/endpoints`);
  await owner.getByRole("link", { name: "Add endpoint" }).click();
  await owner.getByLabel("URL").fill(receiver.url("/hook"));
  await owner.getByRole("checkbox", { name: "All events" }).uncheck();
  const orders = owner.getByRole("region", { name: "Orders" });
  await orders.getByRole("checkbox", { name: /order\.shipped/ }).check();
  await expect(orders.getByRole("button", { name: "1 of 2 types of Orders" })).toBeVisible();
  await expect(owner.getByRole("region", { name: "Billing" })).toBeVisible();
  await owner.getByRole("button", { name: "Add endpoint" }).click();

  const secret = (await owner.getByRole("status", { name: "Secret" }).textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  await owner.getByRole("button", { name: "I have stored it" }).click();
  await owner.waitForURL(/\/endpoints\/ep_/);
  await expect(owner.getByText(secret)).toHaveCount(0);
  await owner.reload();
  expect(await owner.content()).not.toContain(secret);
  const { data } = await call<{ data: { subscriptions: object[] }[] }>(
    "GET",
    `/projects/${project}/endpoints`,
  );
  expect(data.map(({ subscriptions }) => subscriptions)).toEqual([[{ type: "order.shipped" }]]);

  await owner.goto(`/projects/${project}/deliveries`);
  await expect(owner.getByText("Nothing sent yet")).toBeVisible();
  await owner.evaluate(() => Object.assign(window, { neverReloaded: true }));
  await call("PATCH", `/projects/${project}`, { retry: { waitsMs: [] } });
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await call("POST", `/projects/${project}/events`, { type: "order.shipped", data: { n: 1 } });
  const rows = owner
    .getByRole("table", { name: "Deliveries" })
    .getByRole("row")
    .filter({ hasText: "order." });
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Failed");
  await expect(rows.first()).toContainText("503");

  await rows.first().getByRole("button", { name: "Replay order.shipped" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("replay");
  await expect(rows.first()).toContainText("Succeeded");
  await expect(rows.last()).toContainText("Failed");
  expect(await owner.evaluate(() => "neverReloaded" in window)).toBe(true);

  const [first, second] = receiver.to("/hook");
  expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
  expect(new Webhook(secret).verify(second?.body ?? "", second?.headers ?? {})).toMatchObject({
    data: { n: 1 },
  });

  await rows.last().getByRole("link").click();
  await expect(owner.getByText("The server answered 503")).toBeVisible();
  await expect(owner.getByText("not now")).toBeVisible();
  await expect(owner.getByText('"n": 1').or(owner.getByText('{"n":1}'))).toBeVisible();
});

test("what others publish appears, and changes, while one looks at it", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  await call("POST", `/projects/${project}/endpoints`, { url: receiver.url("/slow") });
  let answer = () => undefined as unknown;
  receiver.answerAt("/slow", (received, response, index) => {
    answer = () => status(200)(received, response, index);
  });
  await owner.goto(`/projects/${project}/deliveries`);
  await expect(owner.getByText("Nothing sent yet")).toBeVisible();
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  const row = owner
    .getByRole("table", { name: "Deliveries" })
    .getByRole("row")
    .filter({ hasText: "order.created" });
  await expect(row).toContainText("Pending");
  await receiver.waitFor(1, { path: "/slow" });
  answer();
  await expect(row).toContainText("Succeeded");
});
