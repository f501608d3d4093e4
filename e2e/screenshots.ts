/**
 * Photographs every page of a running Posthorn: wide and narrow, light and dark.
 *
 *   node --import tsx e2e/screenshots.ts <baseUrl> <outDir> [path …]
 *
 * Signs in with SCREENSHOT_EMAIL and SCREENSHOT_PASSWORD when they are set. Without paths it starts at the
 * list of projects and follows the first row of each list, so it needs no ids. CHROMIUM names the browser.
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";

const [baseUrl, outDir, ...given] = process.argv.slice(2);
if (!baseUrl || !outDir) throw new Error("usage: screenshots.ts <baseUrl> <outDir> [path …]");

const SIZES = [
  { name: "1440", width: 1440, height: 900, isPhone: false },
  { name: "390", width: 390, height: 844, isPhone: true },
];
const THEMES = ["light", "dark"] as const;

/** `/projects/prj_…/endpoints/new` as `projects-endpoints-new`: ids differ from run to run. */
const fileNameOf = (address: string) =>
  address
    .replace(/[?#].*$/, "")
    .split("/")
    .filter((part) => part && !part.startsWith("prj_"))
    .map((part) => (/^[a-z]+_[0-9a-z]{26}$/.test(part) ? "one" : part))
    .join("-") || "home";

async function signIn(page: Page) {
  const { SCREENSHOT_EMAIL: email, SCREENSHOT_PASSWORD: password } = process.env;
  if (!email || !password) return;
  await page.goto("/sign-in");
  await page.getByLabel("Email").or(page.getByLabel("E-mail")).first().fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** The address of the first row of the list at `address`. */
async function firstRow(page: Page, address: string): Promise<string[]> {
  await page.goto(address);
  const row = page.locator("[data-row-link]").first();
  const href = await row.getAttribute("href", { timeout: 5_000 }).catch(() => null);
  return href ? [href] : [];
}

const WORKSPACE_PAGES = [
  "/api-keys",
  "/dialects",
  "/dialects/new",
  "/members",
  "/audit-log",
  "/settings",
  "/account",
];

/** Every page, found by following first rows. */
async function allPages(page: Page): Promise<string[]> {
  const [project] = await firstRow(page, "/projects");
  const base = project?.replace(/\/endpoints$/, "");
  const inside: string[] = [];
  for (const noun of base ? ["endpoints", "deliveries", "events"] : []) {
    inside.push(`${base}/${noun}`, ...(await firstRow(page, `${base}/${noun}`)));
  }
  const ofProject = base ? [`${base}/endpoints/new`, `${base}/portal-links`] : [];
  const catalogue = ["/event-types", ...(await firstRow(page, "/event-types"))];
  return ["/projects", ...inside, ...ofProject, ...catalogue, ...WORKSPACE_PAGES];
}

async function photograph(
  browser: Browser,
  pages: string[],
  storageState: Awaited<ReturnType<typeof stateOf>>,
) {
  for (const { name, isPhone, ...viewport } of SIZES) {
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({
        baseURL: baseUrl ?? "",
        viewport,
        isMobile: isPhone,
        hasTouch: isPhone,
        colorScheme,
        storageState,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      for (const address of pages) {
        await page.goto(address);
        // Live pages never fall silent, so there is no network idle to wait for.
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.waitForTimeout(400);
        const file = path.join(outDir ?? "", `${fileNameOf(address)}-${name}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        const wide = (await page.evaluate(() => document.documentElement.scrollWidth)) - viewport.width;
        console.log(`${file}${wide > 0 ? `  OVERFLOWS by ${wide} px` : ""}`);
      }
      await context.close();
    }
  }
}

const stateOf = (page: Page) => page.context().storageState();

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
try {
  await mkdir(outDir, { recursive: true });
  const page = await browser.newPage({ baseURL: baseUrl });
  await signIn(page);
  const pages = given.length > 0 ? given : await allPages(page);
  await photograph(browser, pages, await stateOf(page));
} finally {
  await browser.close();
}
