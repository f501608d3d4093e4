/** Looking after endpoints: seeing how each fares, what a step would cost, and that it worked. */
import { Webhook } from "standardwebhooks";
import { inTurn, status } from "@/e2e/receiver";
import { expect, test } from "./dashboard";

type Made = { id: string; secret: string };

test("the list tells how each endpoint fares and what is out of the ordinary", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  const add = (path: string, description: string, more: object = {}) =>
    call<Made>("POST", `${base}/endpoints`, { url: receiver.url(path), description, ...more });
  receiver.answerAt("/bad", status(500));
  await add("/good", "Shop");
  await add("/bad", "Old ERP", {
    retry: { waitsMs: [] },
    autoDisable: { kind: "consecutive-failures", count: 2 },
  });
  const off = await add("/off", "Archive");
  const rotated = await add("/new", "Ledger");
  await call("POST", `${base}/endpoints/${off.id}/disable`, {});
  await call("POST", `${base}/endpoints/${rotated.id}/rotate-secret`, { expiresInSeconds: 7_200 });
  await call("POST", `${base}/events`, { type: "order.created", data: {} });
  await receiver.waitFor(1, { path: "/bad" });
  await receiver.waitFor(1, { path: "/good" });

  const row = (name: string) =>
    owner.getByRole("table", { name: "Endpoints" }).getByRole("row").filter({ hasText: name });
  await expect(async () => {
    await owner.goto(`${base}/endpoints`);
    await expect(row("Shop")).toContainText("100 %", { timeout: 500 });
    await expect(row("Old ERP")).toContainText("about to be disabled", { timeout: 500 });
  }).toPass();
  await expect(
    row("Shop").getByRole("img", { name: "No failed attempt in the last 24 hours" }),
  ).toBeVisible();
  await expect(row("Old ERP")).toContainText("0 %");
  await expect(row("Archive")).toContainText("by hand");
  await expect(row("Archive")).toContainText("Disabled");
  await expect(row("Archive")).toContainText("none yet");
  await expect(row("Ledger")).toContainText(/two secrets, one ends in (2 h|1 h \d+ min)/);
  await row("Old ERP").getByRole("link").click();
  await expect(owner.getByText("Disabled if the next delivery fails too.")).toBeVisible();
  await expect(owner.getByText("No retries.")).toBeVisible();
  await expect(owner.getByText("Disabled after 2 failures in a row; 1 so far.")).toBeVisible();
});

test("a test's answer is shown where it was sent from", async ({ owner, workspace, receiver }) => {
  const { call, project } = workspace;
  receiver.answerAt("/hook", inTurn(status(200, {}, "thank you"), status(503, {}, "<b>busy</b>")));
  const made = await call<Made>("POST", `/projects/${project}/endpoints`, { url: receiver.url("/hook") });
  await owner.goto(`/projects/${project}/endpoints/${made.id}`);
  await owner.getByRole("button", { name: "Send test event" }).click();
  const result = owner.getByRole("region", { name: "Test event" });
  await expect(result).toContainText("Succeeded");
  await expect(result).toContainText("200 OK");
  await expect(result).toContainText("thank you");
  await owner.getByRole("button", { name: "Send test event" }).click();
  await expect(result).toContainText("503 Service Unavailable");
  await expect(result).toContainText("<b>busy</b>");
  await expect(owner).toHaveURL(new RegExp(`${made.id}$`));
});

test("disabling says in numbers what it cancels, and cancels that", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  receiver.answerAt("/hook", status(503));
  const made = await call<Made>("POST", `/projects/${project}/endpoints`, { url: receiver.url("/hook") });
  for (const n of [1, 2])
    await call("POST", `/projects/${project}/events`, { type: "order.created", data: { n } });
  await receiver.waitFor(2, { path: "/hook" });
  await owner.goto(`/projects/${project}/endpoints/${made.id}`);
  await owner.getByRole("button", { name: "Disable" }).click();
  const question = owner.getByRole("region", { name: "Disable this endpoint?" });
  await expect(question).toContainText("2 deliveries wait for it and will be cancelled.");
  await question.getByRole("button", { name: "Disable" }).click();
  await expect(owner.getByText("Endpoint disabled.")).toBeVisible();
  await expect(owner.getByRole("table", { name: "Deliveries" }).getByText("Cancelled")).toHaveCount(2);
});

test("two secrets sign for as long as was chosen, so that nothing is missed", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  const made = await call<Made>("POST", `/projects/${project}/endpoints`, { url: receiver.url("/hook") });
  await owner.goto(`/projects/${project}/endpoints/${made.id}`);
  await owner.getByRole("button", { name: "More actions" }).click();
  await owner.getByRole("menuitem", { name: "Rotate secret" }).click();
  await owner.getByLabel("The previous secret goes on signing for").selectOption({ label: "7 days" });
  await owner.getByRole("button", { name: "Rotate secret" }).click();
  const secret = (await owner.getByRole("status", { name: "Secret" }).textContent()) ?? "";
  await owner.getByRole("button", { name: "I have stored it" }).click();
  await expect(owner.getByText(/The previous one ends in (7 d|6 d \d+ h)/)).toBeVisible();
  await owner.getByRole("button", { name: "Send test event" }).click();
  const [request] = await receiver.waitFor(1, { path: "/hook" });
  expect(secret).not.toBe(made.secret);
  for (const each of [made.secret, secret])
    new Webhook(each).verify(request?.body ?? "", request?.headers ?? {});
});

test("what an endpoint missed is recovered from its page", async ({ owner, workspace, receiver }) => {
  const { call, project } = workspace;
  receiver.answerAt("/hook", inTurn(status(500), status(200)));
  const made = await call<Made>("POST", `/projects/${project}/endpoints`, {
    url: receiver.url("/hook"),
    retry: { waitsMs: [] },
  });
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await owner.goto(`/projects/${project}/endpoints/${made.id}`);
  const table = owner.getByRole("table", { name: "Deliveries" });
  await expect(table.getByText("Failed")).toBeVisible();
  await owner.getByRole("button", { name: "More actions" }).click();
  await owner.getByRole("menuitem", { name: "Recover what it missed" }).click();
  const recover = owner.getByRole("region", { name: "Recover" });
  await expect(recover).toContainText("What failed or was cancelled: 1 delivery");
  await recover.getByRole("button", { name: "Send again" }).click();
  await receiver.waitFor(2, { path: "/hook" });
  await expect(table.getByText("Succeeded")).toBeVisible();
});

test("the request on the form is the request that is sent", async ({ owner, workspace, receiver }) => {
  const { call, project } = workspace;
  await call("POST", "/workspace/event-types", {
    name: "order.shipped",
    category: "orders",
    example: '{"id":"ord_77","total":1.0}',
  });
  await owner.goto(`/projects/${project}/endpoints/new`);
  const url = owner.getByRole("textbox", { name: "URL" });
  await url.fill("http://169.254.169.254/latest");
  await expect(url).toHaveAttribute("aria-invalid", "true");
  await expect(owner.getByText("The address is in a private, local or reserved network.")).toBeVisible();
  await url.fill(receiver.url("/in?team=1"));
  await expect(owner.getByText("POST /in?team=1 HTTP/1.1")).toBeVisible();
  await expect(url).not.toHaveAttribute("aria-invalid");
  await owner.getByRole("checkbox", { name: /order\.shipped/ }).check();
  await owner.getByText("More settings").click();
  await owner.getByRole("button", { name: "Add header" }).click();
  await owner.getByLabel("Name of header 1").fill("X-Team");
  await owner.getByLabel("Value of header 1").fill("shipping");
  await expect(owner.getByText("X-Team:")).toBeVisible();
  const shown = await owner.getByRole("region", { name: "Body" }).textContent();
  await owner.getByRole("button", { name: "Add endpoint" }).click();
  await owner.getByRole("button", { name: "I have stored it" }).click();

  await call("POST", `/projects/${project}/events`, {
    type: "order.shipped",
    data: { id: "ord_77", total: 1 },
  });
  const [request] = await receiver.waitFor(1, { path: "/in?team=1" });
  expect(request?.headers["x-team"]).toBe("shipping");
  const keys = (text: string) => Object.keys(JSON.parse(text) as object);
  expect(keys(request?.body.toString() ?? "")).toEqual(keys(shown ?? ""));
});
