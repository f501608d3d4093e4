/** Takes pictures of pages: wide and narrow, light and dark, as they are, while they load, and when nothing answers. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Browser, BrowserContext, Page, Route } from "@playwright/test";
import { hydrated } from "@/e2e/browser/hydrated-page";

export const SIZES = {
  "1440": { viewport: { width: 1440, height: 900 } },
  "390": { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;
export type Size = keyof typeof SIZES;
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** `failing`: the API answers 503; `offline`: nothing does; `loading`: not yet. */
export type Weather = "fair" | "failing" | "offline" | "loading";

export type Visit = { baseUrl: string; cookies: string; size: Size; theme: Theme; weather: Weather };

/** A browser's window for a person who is signed in with these cookies, in this weather. */
export async function openWindow(browser: Browser, visit: Visit): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: visit.baseUrl,
    ...SIZES[visit.size],
    colorScheme: visit.theme,
    reducedMotion: "reduce",
  });
  await context.addCookies(cookiesOf(visit));
  if (visit.weather !== "fair") await spoil(context, visit.weather);
  return context;
}

function cookiesOf({ baseUrl, cookies }: Visit) {
  const pairs = cookies.split("; ").filter(Boolean);
  return pairs.map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: baseUrl };
  });
}

const UNWELL = {
  type: "/problems/unavailable",
  code: "unavailable",
  title: "Unavailable",
  status: 503,
  detail: "The database is away.",
};

/** What the server has read beforehand is taken out of its pages, so that the browser has to ask; then nobody answers. */
async function spoil(context: BrowserContext, weather: Weather): Promise<void> {
  await context.route("**/api/v1/**", async (route) => {
    if (weather === "offline") return route.abort("internetdisconnected");
    if (weather === "failing") return route.fulfill({ status: 503, json: UNWELL });
  });
  await context.route(
    (url) => !/^\/(api|_next)\//.test(url.pathname),
    (route) => withoutAnswers(route),
  );
}

async function withoutAnswers(route: Route): Promise<void> {
  // A page that is closed meanwhile needs no answer.
  const response = await route.fetch({ maxRedirects: 0 }).catch(() => null);
  const text = await response?.text().catch(() => null);
  if (!response || text == null) return;
  // What two parts of the page were both given is written once, and the other part names the way to it.
  const body = text
    .replaceAll('\\"queries\\":[', '\\"unread\\":[')
    .replaceAll('"queries":[', '"unread":[')
    .replaceAll(":state:queries:", ":state:unread:");
  await route.fulfill({ response, body }).catch(() => undefined);
}

/** Waits until nothing moves any more: no skeleton, the fonts there, the picture still. */
async function settle(page: Page, weather: Weather): Promise<void> {
  await page.locator("h1, [role=alert]").first().waitFor({ timeout: 15_000 });
  await page.evaluate(() => document.fonts.ready);
  if (weather === "fair") {
    const busy = page.locator("[aria-busy=true]");
    await busy
      .first()
      .waitFor({ state: "detached", timeout: 5_000 })
      .catch(() => undefined);
  } else if (weather !== "loading") {
    await page
      .locator("main [role=alert]")
      .first()
      .waitFor({ timeout: 8_000 })
      .catch(() => undefined);
    // Other parts of the page may still be asking again.
    await page
      .locator("main [aria-busy=true]")
      .first()
      .waitFor({ state: "detached", timeout: 8_000 })
      .catch(() => undefined);
  }
  await page.waitForTimeout(250);
}

/**
 * A screen as long as the page. Asked for a whole page, Playwright gives up the touch screen and its larger letters,
 * and what sticks to the screen stands in the middle of the picture.
 */
async function unroll(page: Page, size: Size): Promise<void> {
  const { width, height } = SIZES[size].viewport;
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, whole) });
  await page.waitForTimeout(100);
}

export type Shot = { name: string; address: string; weather: Weather; isWhole?: boolean; prepare?: Prepare };
export type Prepare = (page: Page, size: Size) => Promise<unknown>;

/** Goes to the page, brings it into the state that is wanted, and takes it; answers what is amiss with it. */
export async function take(
  context: BrowserContext,
  folder: string,
  shot: Shot,
  size: Size,
): Promise<string[]> {
  const page = hydrated(await context.newPage());
  const amiss: string[] = [];
  page.on(
    "pageerror",
    (error) => shot.weather === "fair" && amiss.push(`threw ${error.message.slice(0, 120)}`),
  );
  try {
    await page.goto(shot.address);
    await settle(page, shot.weather);
    await shot.prepare?.(page, size);
    if (shot.prepare) await settle(page, shot.weather);
    if (shot.isWhole ?? true) await unroll(page, size);
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${shot.name}.png`) });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) amiss.push(`overflows by ${wide} px`);
  } catch (error) {
    amiss.push(`not taken: ${(error as Error).message.split("\n")[0]}`);
  } finally {
    await page.close();
  }
  return amiss;
}
