/** Whatever somebody stores, pages show it as text: nothing of it runs, and no page's policy has to stop it. */
import { expect, test } from "./dashboard";

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(2)>',
  "</script><svg onload=alert(3)>",
  "{{constructor.constructor('alert(4)')()}}",
  "javascript:alert(5)",
  "\u202egpj.exe",
  "\u001b[31mred",
].join(" ");

/** Where the receiver is: also a place for such text. */
const IN = `/in?q=${encodeURIComponent("<script>alert(8)</script>")}`;

test("hostile text is text on every page", async ({ owner, workspace, receiver }) => {
  const { call, project } = workspace;
  const alarms: string[] = [];
  owner.on("dialog", async (dialog) => {
    alarms.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  owner.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) alarms.push(message.text());
  });
  receiver.answerAt(IN, (_, response) => {
    response.writeHead(500, { "Content-Type": "text/html", "X-Hostile": "<script>alert(6)</script>" });
    response.end(`<html><script>alert(7)</script>${HOSTILE}`);
  });
  await call("PATCH", `/projects/${project}`, { name: HOSTILE.slice(0, 190) });
  const endpoint = await call<{ id: string }>("POST", `/projects/${project}/endpoints`, {
    url: receiver.url(IN),
    description: HOSTILE,
    retry: { waitsMs: [] },
  });
  await call("POST", "/workspace/event-types", {
    name: "hostile.text",
    description: HOSTILE,
    example: JSON.stringify({ text: HOSTILE }),
  });
  const published = await call<{ id: string; deliveries: { id: string }[] }>(
    "POST",
    `/projects/${project}/events`,
    {
      type: "hostile.text",
      data: { [HOSTILE]: HOSTILE },
      run: HOSTILE.slice(0, 100),
      orderingKey: HOSTILE.slice(0, 100),
    },
  );
  const delivery = published.deliveries[0]?.id ?? "";
  await expect
    .poll(
      async () =>
        (await call<{ status: string }>("GET", `/projects/${project}/deliveries/${delivery}`)).status,
    )
    .toBe("failed");

  const at = `/projects/${project}`;
  for (const path of [
    at,
    "/projects",
    `${at}/endpoints`,
    `${at}/endpoints/${endpoint.id}`,
    `${at}/events`,
    `${at}/events/${published.id}`,
    `${at}/deliveries`,
    `${at}/deliveries/${delivery}`,
    "/event-types",
    "/event-types/hostile.text",
    "/audit-log",
  ]) {
    const response = await owner.goto(path);
    expect(response?.status(), path).toBe(200);
    await expect(owner.getByRole("heading").first()).toBeVisible();
    expect(await owner.locator("img[src='x'], svg[onload], script:text('alert(')").count(), path).toBe(0);
    expect(alarms, path).toEqual([]);
  }
  // It is there, word for word.
  await owner.goto(`${at}/endpoints/${endpoint.id}`);
  await expect(owner.getByText("<script>alert(1)</script>").first()).toBeVisible();
  await owner.goto(`${at}/deliveries/${delivery}`);
  await expect(owner.getByText("alert(7)").first()).toBeVisible();
  expect(alarms).toEqual([]);

  // The alarm rings, were there anything to hear.
  await owner.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), HOSTILE);
  await expect.poll(() => alarms.length).toBeGreaterThan(0);
});
