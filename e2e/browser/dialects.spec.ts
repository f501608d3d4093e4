import { createHmac } from "node:crypto";
import { expect, test } from "./dashboard";

test("a dialect defined in the browser is what the receiver gets", async ({ owner, workspace, receiver }) => {
  await owner.goto("/dialects/new");
  await owner.getByLabel("Start from").selectOption("splexa");
  await owner.getByLabel("Name", { exact: true }).fill("globex");
  await owner.getByLabel("Title").fill("Globex webhooks");
  await owner.getByLabel("Shape").selectOption("raw");
  const signature = owner.getByRole("textbox", { name: /^Name of header/ }).last();
  await signature.fill("x-globex-signature");
  await owner.getByLabel("User agent").fill("Globex/1");
  // What the server renders, while nothing is saved yet.
  await expect(owner.getByText("x-globex-signature:")).toBeVisible();
  await expect(owner.getByText("Globex/1")).toBeVisible();
  await owner.getByRole("button", { name: "Define dialect" }).click();
  await expect(owner.getByRole("link", { name: "Globex webhooks" })).toBeVisible();

  await owner.goto("/settings");
  await owner.getByLabel("Dialect", { exact: true }).selectOption("globex");
  await expect(owner.getByText("x-globex-signature:")).toBeVisible();
  await owner.getByRole("button", { name: "Use this dialect" }).click();
  await expect(owner.getByText("Saved.")).toBeVisible();

  const base = `/projects/${workspace.project}`;
  const made = await workspace.call<{ secret: string }>("POST", `${base}/endpoints`, {
    url: receiver.url("/in"),
  });
  const data = { total: 1 };
  await workspace.call("POST", `${base}/events`, { type: "order.shipped", data });
  const [request] = await receiver.waitFor(1, { path: "/in" });
  expect(request?.body.toString()).toBe(JSON.stringify(data));
  expect(request?.headers["user-agent"]).toBe("Globex/1");
  const sent = request?.headers["x-globex-signature"] ?? "";
  expect(sent).toContain(
    createHmac("sha256", made.secret)
      .update(request?.body ?? "")
      .digest("hex"),
  );
});

test("what cannot work is said before it is saved", async ({ owner }) => {
  await owner.goto("/dialects/new");
  await owner.getByRole("button", { name: "Remove header 3" }).click();
  await expect(owner.getByText("one header must carry the signature").first()).toBeVisible();
  await owner.getByLabel("Waits before each retry").fill("5, x");
  await expect(owner.getByText("Write a number and ms, s, min, h or d.")).toBeVisible();
});

test("a dialect inferred from one captured request signs what the receiver already accepts", async ({
  owner,
  workspace,
  receiver,
}) => {
  const secret = "an-old-system-and-its-secret-0123456789";
  const body = '{"type":"order.shipped","data":{"id":7}}';
  const sign = (time: string, content: string | Buffer) =>
    createHmac("sha256", secret).update(`${time}.`).update(content).digest("hex");
  await owner.goto("/dialects");
  await owner.getByRole("link", { name: "Infer from a request" }).click();
  await owner
    .getByLabel("Headers")
    .fill(`Content-Type: application/json\nX-Old-Signature: t=1747242392,v1=${sign("1747242392", body)}`);
  await owner.getByLabel("Body").fill(body);
  await owner.getByLabel("Signing secret").fill(`${secret}x`);
  await owner.getByRole("button", { name: "Infer dialect" }).click();
  const found = owner.getByRole("status", { name: "What was found" });
  await expect(found).toContainText("Nothing fits");
  await owner.getByLabel("Signing secret").fill(secret);
  await owner.getByRole("button", { name: "Infer dialect" }).click();
  await expect(found).toContainText("How it signs");
  await expect(found).toContainText("X-Old-Signature");
  await owner.getByLabel("Name", { exact: true }).fill("old-system");
  await owner.getByRole("button", { name: "Define dialect" }).click();
  await expect(owner.getByRole("link", { name: "As inferred" })).toBeVisible();

  const base = `/projects/${workspace.project}`;
  await workspace.call("POST", `${base}/endpoints`, {
    url: receiver.url("/old"),
    dialect: "old-system",
    secret,
  });
  await workspace.call("POST", `${base}/events`, { type: "order.shipped", data: { id: 8 } });
  const [request] = await receiver.waitFor(1, { path: "/old" });
  const [, time = "", signature] = /^t=(\d+),v1=(.*)$/.exec(request?.headers["x-old-signature"] ?? "") ?? [];
  expect(signature).toBe(sign(time, request?.body ?? Buffer.alloc(0)));
});
