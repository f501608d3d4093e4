import { customerOf, expect, test } from "./dashboard";

test("what a run holds is found, looked at and let go, as one request", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  await owner.goto(base);
  await expect(owner.getByRole("link", { name: "Endpoints", exact: true })).toBeVisible();
  await expect(owner.getByRole("link", { name: "Runs", exact: true })).toHaveCount(0);

  await call("POST", `${base}/endpoints`, {
    url: receiver.url("/runs"),
    dialect: "spektr",
    subscriptions: [{ type: "*", when: "runEnd" }],
  });
  const run = "loan/42 & ü";
  for (const n of [1, 2, 3])
    await call("POST", `${base}/events`, { type: "alert_created", data: { n }, run });

  await owner.goto(`${base}/deliveries`);
  const rows = owner.getByRole("table", { name: "Deliveries" }).getByRole("row");
  await rows.filter({ hasText: "alert_created" }).first().getByRole("link").click();
  await expect(owner.getByText("It is held until its run ends.")).toBeVisible();
  await expect(owner.getByText(run, { exact: true })).toBeVisible();
  await owner.getByRole("link", { name: "See all runs" }).click();
  await owner.waitForURL(/\/runs/);
  await expect(
    owner.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }),
  ).toBeVisible();
  const line = owner.getByRole("table", { name: "Runs" }).getByRole("row").filter({ hasText: run });
  await expect(line).toContainText("3 deliveries");
  await line.getByRole("link", { name: "3 deliveries" }).click();
  await expect(rows.filter({ hasText: "Held" })).toHaveCount(3);
  await expect(owner.getByRole("button", { name: "Show deliveries of all runs" })).toBeVisible();

  await owner.goto(`${base}/runs`);
  await line.getByRole("button", { name: `Send now: ${run}` }).click();
  const question = owner.getByRole("region", { name: "Send what this run holds now?" });
  await expect(question).toContainText("holds 3 deliveries for 1 endpoint");
  await question.getByRole("button", { name: "Send 3 deliveries" }).click();
  await expect(owner.getByText("3 deliveries on the way.")).toBeVisible();
  const [request] = await receiver.waitFor(1, { path: "/runs" });
  const { results } = JSON.parse(request?.body.toString() ?? "{}") as { results: { data: object }[] };
  expect(results.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await expect(line).toContainText("nothing");
  await expect(line.getByRole("button")).toHaveCount(0);

  await owner.goto(`${base}/deliveries?run=${encodeURIComponent(run)}`);
  // The others of a batch settle with the next sweep.
  await expect(rows.filter({ hasText: "Succeeded" })).toHaveCount(3, { timeout: 30_000 });
  await rows.filter({ hasText: "alert_created" }).first().getByRole("link").click();
  await expect(owner.getByText("It went out in one request with others of its run")).toBeVisible();
  await owner.getByRole("link", { name: "See the request that carries it" }).click();
  await expect(owner.getByText("The server answered 200")).toBeVisible();
  expect(receiver.to("/runs")).toHaveLength(1);
});

test("a customer sees in the portal what a run holds for them, and has it sent", async ({
  workspace,
  browser,
  receiver,
}) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  await call("POST", `${base}/endpoints`, {
    url: receiver.url("/theirs"),
    subscriptions: [{ type: "*", when: "runEnd" }],
  });
  for (const n of [1, 2])
    await call("POST", `${base}/events`, { type: "alert_created", data: { n }, run: "loan 43" });

  const jane = await customerOf(workspace, browser);
  await jane.getByRole("link", { name: "Runs", exact: true }).click();
  const line = jane.getByRole("table", { name: "Runs" }).getByRole("row").filter({ hasText: "loan 43" });
  await line.getByRole("link", { name: "2 deliveries" }).click();
  const deliveries = jane.getByRole("table", { name: "Deliveries" }).getByRole("row");
  await expect(deliveries.filter({ hasText: "Held" })).toHaveCount(2);
  await jane.getByRole("link", { name: "Runs", exact: true }).click();
  await line.getByRole("button", { name: "Send now: loan 43" }).click();
  const question = jane.getByRole("region", { name: "Send what this run holds now?" });
  await question.getByRole("button", { name: "Send 2 deliveries" }).click();
  const requests = await receiver.waitFor(2, { path: "/theirs" });
  expect(requests.map(({ body }) => JSON.parse(body.toString()).data.n)).toEqual([1, 2]);
  await expect(line).toContainText("nothing");
});
