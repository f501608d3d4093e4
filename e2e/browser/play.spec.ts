import { expect, test } from "./dashboard";

type Made = { id: string; secret: string };

test("an inbox fails a delivery as asked, takes its retry, and tells whose secret signed it", async ({
  owner,
  workspace,
}) => {
  const { project, call } = workspace;
  await owner.getByRole("link", { name: "Play" }).click();
  await owner.getByRole("button", { name: "Make an inbox" }).first().click();
  await expect(owner.getByText("It answers 200 OK.")).toBeVisible();
  const url =
    (await owner
      .getByTitle(/\/play\//)
      .first()
      .textContent()) ?? "";
  const endpoint = await call<Made>("POST", `/projects/${project}/endpoints`, {
    url,
    // More than one: the answer may be changed only after the first.
    retry: { waitsMs: Array(10).fill(2_000), jitter: 0 },
  });

  await owner.getByRole("button", { name: "Change answer" }).click();
  await owner.getByLabel("Status").fill("503");
  await owner.getByLabel("Headers").fill("Set-Cookie: a=b");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText(/must be Content-Type, Retry-After/)).toBeVisible();
  await owner.getByLabel("Headers").fill("X-Reason: maintenance");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("It answers 503 Service Unavailable.")).toBeVisible();

  const sent = await call<{ deliveries: { id: string }[] }>("POST", `/projects/${project}/events`, {
    type: "order.created",
    data: { number: 42 },
  });
  await expect(owner.getByRole("button", { name: /POST answered 503/ })).toHaveCount(1);
  await owner.getByRole("button", { name: "Change answer" }).click();
  await owner.getByLabel("Status").fill("200");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByRole("button", { name: /POST answered 200/ })).toHaveCount(1);
  const read = () =>
    call<{ status: string }>("GET", `/projects/${project}/deliveries/${sent.deliveries[0]?.id}`);
  await expect.poll(async () => (await read()).status).toBe("succeeded");

  await expect(owner.getByRole("tabpanel").getByText("42")).toBeVisible();
  const secret = owner.getByLabel("Signing secret");
  await secret.fill("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  await expect(owner.getByText("The signature does not belong to this body and this secret.")).toBeVisible();
  await secret.fill(endpoint.secret);
  await expect(owner.getByText("The signature is right and the time is recent.")).toBeVisible();
});

test("what anybody sends shows as text, and an emptied or deleted inbox has nothing left", async ({
  owner,
  workspace,
}) => {
  const inbox = await workspace.call<{ id: string; url: string }>("POST", "/workspace/play", {
    name: "<script>alert(1)</script>",
  });
  await owner.goto(`/play/inboxes/${inbox.id}`);
  await expect(owner.getByText("Nothing has come yet.")).toBeVisible();
  await fetch(`${inbox.url}?q=%E2%80%AE`, {
    method: "PUT",
    headers: { "x-evil": "<img src=x onerror=alert(1)>" },
    body: "<script>alert(2)</script>\u202E",
  });
  await expect(owner.getByRole("button", { name: /PUT answered 200/ })).toBeVisible();
  await expect(
    owner.getByRole("region", { name: /Body/ }).getByText("<script>alert(2)</script>"),
  ).toBeVisible();
  await expect(owner.getByText("U+202E").filter({ visible: true }).first()).toBeVisible();
  await owner.getByRole("tab", { name: /Headers/ }).click();
  await expect(owner.getByText("<img src=x onerror=alert(1)>")).toBeVisible();

  await owner.getByRole("button", { name: "More actions" }).click();
  await owner.getByRole("menuitem", { name: "Empty inbox" }).click();
  await owner.getByRole("button", { name: "Empty inbox" }).click();
  await expect(owner.getByText("Nothing has come yet.")).toBeVisible();
  await owner.getByRole("button", { name: "More actions" }).click();
  await owner.getByRole("menuitem", { name: "Delete inbox" }).click();
  await owner.getByRole("button", { name: "Delete inbox" }).click();
  await expect(owner.getByText("No inbox yet")).toBeVisible();
  expect((await fetch(inbox.url, { method: "POST" })).status).toBe(404);
});
