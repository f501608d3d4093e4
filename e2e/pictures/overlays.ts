/** What is only there once somebody has done something: each of these leads to it, as a person would. */
import type { Page } from "@playwright/test";
import type { Prepare } from "./camera";

/** A page by its pattern, and what is done there. */
export type Overlay = { name: string; pattern: string; query?: string; isWhole?: boolean; prepare: Prepare };

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();
/** What a button opens has to be fetched first. */
const open = async (page: Page, name: string | RegExp) => {
  await press(page, name);
  await page.locator("main form").first().waitFor();
};
const more = async (page: Page, item: string) => {
  await press(page, "More actions");
  await page.getByRole("menuitem", { name: item }).click();
};

/** Some types of some categories. */
async function pickEvents(page: Page): Promise<void> {
  await page.getByLabel("URL", { exact: true }).fill("https://erp.example.com/hooks/tradewind");
  await page.getByLabel("Description").fill("ERP, shipping team");
  for (const type of [/order\.shipped/, /order\.delivered/, /return\.approved/])
    await page.getByRole("checkbox", { name: type }).check();
}

/** Some types on some channels, one of them at the end of the run. */
async function routeByChannel(page: Page, size: string): Promise<void> {
  await page.getByLabel("URL", { exact: true }).fill("https://tills.example.com/hooks");
  await press(page, "By channel");
  await page.getByLabel("Another channel").fill("retail");
  await press(page, "Add channel");
  const choose = (name: string, when: string) =>
    page.getByRole("combobox", { name, exact: true }).selectOption(when);
  await choose("order.shipped on retail", "At once");
  await choose("Order on retail", "At run end");
  await choose("return.approved on retail", "At once");
  if (size === "390") return;
  await choose("All events on stocktaking", "At run end");
  await choose("return.requested on any channel", "At once");
}

const ENDPOINT = "/projects/[project]/endpoints/[endpoint]";
const PASSWORD = "correct horse battery";

const OF_ENDPOINTS: Overlay[] = [
  { name: "event-picker", pattern: "/projects/[project]/endpoints/new", isWhole: true, prepare: pickEvents },
  {
    name: "event-picker-search",
    pattern: "/projects/[project]/endpoints/new",
    prepare: async (page) => {
      await page
        .getByRole("searchbox")
        .or(page.getByLabel(/^Search \d+ event types/))
        .first()
        .fill("refund");
      await page.waitForTimeout(300);
    },
  },
  {
    name: "event-matrix",
    pattern: "/projects/[project]/endpoints/new",
    isWhole: true,
    prepare: routeByChannel,
  },
  {
    name: "endpoint-slack",
    pattern: "/projects/[project]/endpoints/new",
    isWhole: true,
    prepare: (page) => page.getByRole("radio", { name: /A Slack channel/ }).check(),
  },
  {
    name: "endpoint-more-settings",
    pattern: "/projects/[project]/endpoints/new",
    isWhole: true,
    prepare: async (page) => {
      await page.getByLabel("URL", { exact: true }).fill("http://169.254.169.254/latest");
      await page.getByText("More settings").click();
      await press(page, "Add header");
      await page.waitForTimeout(600);
    },
  },
  {
    name: "reveal",
    pattern: "/projects/[project]/endpoints/new",
    isWhole: true,
    prepare: async (page) => {
      await page.getByLabel("URL", { exact: true }).fill("https://shop.example.com/hooks");
      await page.getByRole("checkbox", { name: /repair\.completed/ }).check();
      await page.getByRole("button", { name: "Add endpoint" }).click();
      await page.getByText("shown this once").waitFor();
    },
  },
  { name: "rotate", pattern: ENDPOINT, prepare: (page) => more(page, "Rotate secret") },
  { name: "recover", pattern: ENDPOINT, prepare: (page) => more(page, "Recover what it missed") },
  { name: "delete", pattern: ENDPOINT, prepare: (page) => more(page, "Delete endpoint") },
  { name: "actions", pattern: ENDPOINT, prepare: (page) => press(page, "More actions") },
  {
    name: "test-result",
    pattern: ENDPOINT,
    isWhole: true,
    prepare: async (page) => {
      await press(page, "Send test event");
      await page
        .getByRole("region", { name: "Test event" })
        .getByText(/Succeeded|Failed/)
        .first()
        .waitFor();
    },
  },
  {
    name: "receiver-tried",
    pattern: `${ENDPOINT}/verify`,
    isWhole: true,
    prepare: async (page) => {
      await press(page, "Try the receiver");
      await page.getByRole("status", { name: "What was found" }).waitFor();
    },
  },
];

const OF_DELIVERIES: Overlay[] = [
  {
    name: "selection",
    pattern: "/projects/[project]/deliveries",
    query: "?status=failed",
    prepare: async (page) => {
      for (const at of [1, 2, 3]) await page.locator("[data-row-select]").nth(at).click();
    },
  },
  {
    name: "replay-many",
    pattern: "/projects/[project]/deliveries",
    query: "?status=failed",
    prepare: async (page) => {
      for (const at of [1, 2, 3]) await page.locator("[data-row-select]").nth(at).click();
      await page
        .getByRole("region", { name: "Selected deliveries" })
        .getByRole("button", { name: /^Replay/ })
        .first()
        .click();
      await page
        .getByText(/out\.|left out/)
        .first()
        .waitFor();
    },
  },
  {
    name: "no-match",
    pattern: "/projects/[project]/deliveries",
    query: "?q=nothing+like+it",
    prepare: async () => undefined,
  },
  {
    name: "no-match-events",
    pattern: "/projects/[project]/events",
    query: "?q=nothing+like+it",
    prepare: async () => undefined,
  },
];

const ELSEWHERE: Overlay[] = [
  {
    name: "palette",
    pattern: "/projects/[project]",
    prepare: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.type("end");
      await page.getByRole("option", { name: /^Deliveries with/ }).waitFor();
    },
  },
  {
    name: "shortcuts",
    pattern: "/projects/[project]",
    prepare: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "switcher",
    pattern: "/projects/[project]",
    prepare: async (page, size) => {
      if (size === "390") {
        await page.getByRole("button", { name: "More", exact: true }).click();
        await page.getByRole("dialog").waitFor();
      } else await press(page, /Northwind/);
    },
  },
  {
    name: "new-project",
    pattern: "/projects",
    prepare: (page) => open(page, "Create project"),
  },
  {
    name: "new-api-key",
    pattern: "/api-keys",
    isWhole: true,
    prepare: async (page) => {
      await press(page, "Create API key");
      await page.getByLabel("Name", { exact: true }).fill("Warehouse sync");
    },
  },
  { name: "invite", pattern: "/members", isWhole: true, prepare: (page) => open(page, "Invite person") },
  { name: "new-event-type", pattern: "/event-types", prepare: (page) => open(page, "Add event type") },
  { name: "import", pattern: "/event-types", isWhole: true, prepare: (page) => open(page, "Import") },
  {
    name: "new-alert",
    pattern: "/settings",
    isWhole: true,
    prepare: async (page) => {
      await press(page, "Add alert");
      await page.getByRole("form", { name: "New alert" }).waitFor();
    },
  },
  {
    name: "new-portal-link",
    pattern: "/projects/[project]/portal-links",
    isWhole: true,
    prepare: async (page) => {
      await press(page, "Create portal link");
      await page.getByLabel("For", { exact: true }).fill("Jane at Northwind");
    },
  },
  { name: "flush", pattern: "/projects/[project]/runs", prepare: (page) => press(page, /^Send now/) },
  {
    name: "two-factor-qr",
    pattern: "/account",
    isWhole: true,
    prepare: async (page) => {
      const factor = page.getByRole("region", { name: "Second factor" });
      await factor.getByLabel("Your password").fill(PASSWORD);
      await factor.getByRole("button", { name: "Turn on" }).click();
      await factor.getByRole("img", { name: "The key, to scan" }).waitFor();
    },
  },
];

const debuggerOf = (secret: string): Overlay => ({
  name: "signature-debugger",
  pattern: `${ENDPOINT}/verify`,
  isWhole: true,
  prepare: async (page) => {
    const take = page.getByLabel("Take what we sent");
    await take.selectOption({ index: 1 });
    const body = page.getByLabel("Body");
    await page.waitForFunction(() => [...document.querySelectorAll("textarea")].at(-1)?.value !== "");
    await page.getByLabel("Signing secret").fill(secret);
    await body.fill(JSON.stringify(JSON.parse(await body.inputValue()), null, 2));
    await page.getByText("parsed and printed again").waitFor();
  },
});

/** `secret` is the one of the endpoint that is looked at. */
export const overlaysOf = (secret: string): Overlay[] => [
  ...OF_ENDPOINTS,
  debuggerOf(secret),
  ...OF_DELIVERIES,
  ...ELSEWHERE,
];
