/** From a signature nobody understands to a server that checks it: the code as the page shows it, and its debugger. */
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { freePort } from "@/bin/ports.mjs";
import { status } from "@/e2e/receiver";
import { anotherBrowser, expect, test } from "./dashboard";

const started: ChildProcess[] = [];
test.afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => undefined);
    socket.once("connect", () => socket.destroy());
  });

/** Runs the Node.js receiver as a customer would: a file, the secret in the environment. */
async function runReceiver(code: string, port: number, secret: string): Promise<void> {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "receiver-")), "receiver.mjs");
  fs.writeFileSync(file, code);
  const env = {
    NODE_ENV: "production" as const,
    PATH: process.env.PATH ?? "",
    PORT: String(port),
    WEBHOOK_SECRET: secret,
  };
  const child = spawn(process.execPath, [file], { env, stdio: "ignore" });
  started.push(child);
  await expect.poll(() => answers(port)).toBe(true);
}

for (const dialect of ["standard", "spectra"]) {
  test(`the code on the page accepts what is genuine and refuses what is not, in ${dialect}`, async ({
    owner,
    workspace,
  }) => {
    const port = await freePort();
    const made = await workspace.call<{ id: string; secret: string }>(
      "POST",
      `/projects/${workspace.project}/endpoints`,
      { url: `http://127.0.0.1:${port}/hook`, dialect },
    );
    const page = `/projects/${workspace.project}/endpoints/${made.id}`;
    await owner.goto(page);
    await owner.getByRole("link", { name: "Verify signatures" }).click();
    await owner.waitForURL(/\/verify$/);
    const tabs = owner.getByRole("tablist", { name: "Language" }).getByRole("tab");
    await expect(tabs).toHaveText(["Node.js", "Python", "PHP", "Go", "Ruby", "Java", "Rust", "Shell"]);
    await tabs.filter({ hasText: "Python" }).click();
    await expect(owner.getByRole("region", { name: "Python code" })).toContainText("hmac");
    await tabs.filter({ hasText: "Node.js" }).click();
    const code = (await owner.getByRole("region", { name: "Node.js code" }).textContent()) ?? "";
    await runReceiver(code, port, made.secret);

    await owner.getByRole("button", { name: "Try the receiver" }).click();
    const found = owner.getByRole("status", { name: "What was found" });
    await expect(found.getByText("It accepted a genuine delivery")).toBeVisible();
    await expect(found.getByText("It refused a delivery that was changed after it was signed")).toBeVisible();

    await workspace.call("POST", `/projects/${workspace.project}/events`, {
      type: "order.shipped",
      data: {},
    });
    await owner.getByRole("link", { name: "Overview" }).click();
    await expect(owner.getByRole("table", { name: "Deliveries" }).getByText("Succeeded")).toBeVisible();
  });
}

test("a request that does not verify is told which mistake it is, and the secret goes nowhere", async ({
  owner,
  workspace,
  receiver,
}) => {
  receiver.answerAt("/hook", status(401));
  const made = await workspace.call<{ id: string; secret: string }>(
    "POST",
    `/projects/${workspace.project}/endpoints`,
    { url: receiver.url("/hook"), dialect: "spectra" },
  );
  const data = { id: "ord_1", total: 12 };
  await workspace.call("POST", `/projects/${workspace.project}/events`, { type: "order.shipped", data });
  const [got] = await receiver.waitFor(1, { path: "/hook" });
  const body = got?.body.toString() ?? "";
  await owner.goto(`/projects/${workspace.project}/endpoints/${made.id}/verify`);
  const sent: string[] = [];
  owner.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));

  const take = owner.getByLabel("Take what we sent");
  const choice = take.getByRole("option", { name: /order\.shipped, failed/ });
  await take.selectOption((await choice.getAttribute("value")) ?? "");
  await expect(owner.getByLabel("Body")).toHaveValue(body);
  await owner.getByLabel("Signing secret").fill(made.secret);
  const verdict = owner.getByRole("status").filter({ hasText: /signature|body|secret/ });
  await expect(verdict).toHaveText("The signature is right.");

  await owner.getByLabel("Body").fill(JSON.stringify(JSON.parse(body), null, 2));
  await expect(verdict).toContainText("The body was parsed and printed again");
  await owner.getByLabel("Body").fill(`${body}\n`);
  await expect(verdict).toContainText("a newline at its end that was not sent");
  await owner.getByLabel("Body").fill(body);
  await owner.getByLabel("Signing secret").fill("0".repeat(64));
  await expect(verdict).toContainText("does not belong to this body and this secret");
  await owner.getByLabel("Signing secret").fill(`WEBHOOK_SECRET=${made.secret}`);
  await expect(verdict).toContainText("There is more around the secret than the secret");
  expect(sent.filter((each) => each.includes(made.secret))).toEqual([]);

  // A whole request, pasted as it was captured.
  await owner.reload();
  const whole = `POST /hook HTTP/1.1\r\n${got?.rawHeaders.map(([n, v]) => `${n}: ${v}`).join("\r\n")}\r\n\r\n${body}`;
  await owner.getByLabel("Headers").focus();
  await owner.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, whole);
  await expect(owner.getByLabel("Body")).toHaveValue(body);
  await owner.getByLabel("Signing secret").fill(made.secret);
  await expect(verdict).toHaveText("The signature is right.");
});

test("a customer finds the code and the policy of their endpoint in the portal", async ({
  workspace,
  browser,
  receiver,
}) => {
  const base = `/projects/${workspace.project}`;
  const { id } = await workspace.call<{ id: string }>("POST", `${base}/endpoints`, {
    url: receiver.url("/x"),
    dialect: "splexa",
  });
  const { url } = await workspace.call<{ url: string }>("POST", `${base}/portal-links`, { readOnly: true });
  const page = await anotherBrowser(browser);
  await page.goto(url);
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("table", { name: "Endpoints" }).getByRole("link").click();
  await expect(page.getByText("Disabled after 10 failures in a row; none so far.")).toBeVisible();
  await page.getByRole("link", { name: "Verify signatures" }).click();
  await expect(page).toHaveURL(new RegExp(`/portal/${workspace.project}/endpoints/${id}/verify$`));
  await page.getByRole("tab", { name: "Go" }).click();
  await expect(page.getByRole("region", { name: "Go code" })).toContainText(`header("x-splexa-signature")`);
  await expect(page.getByText("Why does it not verify?")).toBeVisible();
  // To look only: trying the receiver would be refused.
  await expect(page.getByRole("button", { name: "Try the receiver" })).toHaveCount(0);
});
