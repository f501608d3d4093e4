import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./dashboard";

/** What a person waits for on a slow line, whatever the page's own server compresses. */
const MAX_BYTES = 200 * 1024;

/** The scripts that come with the page at `path`, each gzipped, by a browser that has none yet. */
async function scriptsOf(page: Page, path: string): Promise<{ total: number; largest: string[] }> {
  const sizes: Promise<[string, number]>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    const name = new URL(response.url()).pathname.split("/").at(-1) ?? "";
    sizes.push(response.body().then((body) => [name, gzipSync(body).length]));
  });
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForLoadState("load");
  const all = await Promise.all(sizes);
  const largest = all.toSorted(([, a], [, b]) => b - a).slice(0, 8);
  return {
    total: all.reduce((sum, [, size]) => sum + size, 0),
    largest: largest.map(([name, size]) => `${name} ${(size / 1024).toFixed(1)}`),
  };
}

const LISTS = [
  "/projects",
  "/event-types",
  "/api-keys",
  "/members",
  "/audit-log",
  "/dialects",
  "/play",
  "{project}/endpoints",
  "{project}/deliveries",
  "{project}/events",
  "{project}/portal-links",
];

test("a list's scripts are at most 200 KiB, compressed, at the first visit", async ({
  owner,
  workspace,
  receiver,
  browser,
}) => {
  test.setTimeout(120_000);
  const { call, project } = workspace;
  await call("POST", "/workspace/event-types", { name: "order.created" });
  await call("POST", `/projects/${project}/endpoints`, { url: receiver.url("/") });
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  const storageState = await owner.context().storageState();
  for (const list of LISTS) {
    const context = await browser.newContext({ baseURL: process.env.E2E_URL ?? "", storageState });
    const path = list.replace("{project}", `/projects/${project}`);
    const { total, largest } = await scriptsOf(await context.newPage(), path);
    await context.close();
    // Fewer would mean that they were not counted.
    expect(total, list).toBeGreaterThan(100 * 1024);
    expect(total, `${list}: ${(total / 1024).toFixed(1)} KiB, ${largest.join(", ")}`).toBeLessThanOrEqual(
      MAX_BYTES,
    );
  }
});
