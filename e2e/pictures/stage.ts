/** Sets up what the pictures are of: a product of its own, an owner, a company with a day behind it, and an empty one. */
import type { Page } from "@playwright/test";
import { backends, type Product, startProduct } from "@/e2e/product";
import { startReceiver } from "@/e2e/receiver";
import { firstOwner } from "@/e2e/session";
import { startSlack } from "@/e2e/slack";
import { startSmtpServer } from "@/lib/smtp-server.fixture";
import type { Cast, Scene } from "./album";
import { giveADay } from "./day";
import type { DocsPicture } from "./docs-pictures";
import { type Call, type Company, fill, type Made } from "./seed";

export type Stage = Cast & {
  baseUrl: string;
  databaseUrl: string;
  company: Company;
  /** A delivery that failed and will be tried again. */
  waiting: string | undefined;
  /** Where the customers' servers are, as a URL begins. */
  origin: string;
  cookies: { name: string; value: string; url: string }[];
  stop: () => Promise<void>;
};

const WAYS_IN = {
  AUTH_GITHUB_ID: "pictures",
  AUTH_GITHUB_SECRET: "pictures",
  AUTH_GOOGLE_ID: "pictures",
  AUTH_GOOGLE_SECRET: "pictures",
};

type Asker = { baseUrl: string; headers: Record<string, string>; workspace: string };

const callAs = ({ baseUrl, headers, workspace }: Asker): Call => {
  return async (method, path, body) => {
    const response = await fetch(`${baseUrl}/api/v1${path}`, {
      method,
      headers: {
        ...headers,
        "Content-Type": "application/json",
        ...(workspace ? { "X-Workspace": workspace } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 400)}`);
    return text === "" ? undefined : JSON.parse(text);
  };
};

/** The cookie of somebody who has opened the project's portal. */
async function visitorOf(call: Call, baseUrl: string, project: string): Promise<string> {
  const { url } = await call<{ url: string }>("POST", `/projects/${project}/portal-links`, { name: "Jane" });
  const token = url.split("token=")[1] ?? "";
  const response = await fetch(`${baseUrl}/api/v1/portal/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: baseUrl },
    body: JSON.stringify({ token: decodeURIComponent(token) }),
  });
  return response.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
}

/** Cookies of the owner, looking at that workspace. */
async function lookingAt(
  baseUrl: string,
  headers: Record<string, string>,
  workspace: string,
): Promise<string> {
  const response = await fetch(`${baseUrl}/open-workspace?id=${workspace}`, { headers, redirect: "manual" });
  const chosen = response.headers.getSetCookie().map((each) => each.split(";")[0]);
  return [headers.Cookie ?? "", ...chosen].join("; ");
}

/** Waits until everything that can be sent was sent. */
async function quiet(call: Call, project: string): Promise<void> {
  const path = `/projects/${project}/deliveries?status=pending&limit=100`;
  for (let tries = 0; tries < 120; tries++) {
    const { data } = await call<{ data: { attemptCount: number }[] }>("GET", path);
    if (data.every(({ attemptCount }) => attemptCount > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const newWorkspace = (root: Call, name: string) => root<{ id: string }>("POST", "/workspaces", { name });

type Found = { data: { id: string; attemptCount?: number; status?: string }[] };

async function placesOf(call: Call, { project, endpoints, inbox, events }: Company) {
  const failed = await call<Found>("GET", `/projects/${project}/deliveries?status=failed&limit=5`);
  return {
    project,
    endpoint: endpoints.crm?.id,
    delivery: failed.data[0]?.id,
    event: events.at(-3),
    inbox,
    "event-types/name": "order.shipped",
    "dialects/name": "tradewind-legacy",
  };
}

/** Starts everything; `before` is asked while nobody owns the product yet. */
export async function stage(before: (scene: Scene & { baseUrl: string }) => Promise<void>): Promise<Stage> {
  const [backend = "postgres"] = backends();
  const [smtp, receiver, slack] = [
    await startSmtpServer(),
    await startReceiver(),
    await startSlack({ spacingMs: 0 }),
  ];
  smtp.refuseWith("550 5.1.1 no such mailbox", "gone@tradewind.example");
  const mail = { SMTP_URL: smtp.url, MAIL_FROM: "Posthorn <hooks@tradewind.example>" };
  const product = await startProduct({ backend, env: { ...WAYS_IN, ...mail, LOG_LEVEL: "warn" } });
  const stop = async () => {
    await product.stop();
    for (const each of [smtp, receiver, slack]) await each.close();
  };
  try {
    const [baseUrl = ""] = product.urls;
    await before({ ...beforeAnybody(product), baseUrl });
    const set = await fillProduct(product, receiver, slack.webhook().url);
    return {
      ...set,
      baseUrl,
      databaseUrl: product.databaseUrl,
      origin: receiver.url("").replace(/\/$/, ""),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const beforeAnybody = ({ webs }: Product): Scene => ({
  name: "doors",
  cookies: "",
  shots: [
    { name: "sign-in-not-set-up", address: "/sign-in", weather: "fair" },
    {
      name: "setup",
      address: `/setup${(webs[0]?.setupUrl() ?? "").split("/setup")[1] ?? ""}`,
      weather: "fair",
    },
  ],
});

async function fillProduct(
  product: Product,
  receiver: Awaited<ReturnType<typeof startReceiver>>,
  slackUrl: string,
) {
  const [baseUrl = ""] = product.urls;
  const headers = await firstOwner(product);
  const root = callAs({ baseUrl, headers: { Authorization: `Bearer ${product.rootKey}` }, workspace: "" });
  const { id: full } = await newWorkspace(root, "Tradewind");
  const { id: bare } = await newWorkspace(root, "Aurora");
  const { id: none } = await newWorkspace(root, "Brand new");
  const call = callAs({ baseUrl, headers, workspace: full });
  const company = await fill(call, receiver, slackUrl);
  const { project, endpoints } = company;
  const subject = await call<Made>("POST", `/projects/${project}/endpoints`, {
    url: receiver.url("/shop/hooks"),
    description: "Shop",
    subscriptions: ["customer.*", "return.*"],
  });
  await call("POST", `/projects/${project}/endpoints/${subject.id}/test`, {});
  await quiet(call, project);
  const busy = [
    endpoints.erp,
    endpoints.analytics,
    endpoints.crm,
    endpoints.returns,
    subject,
    endpoints.long,
  ];
  await giveADay(product.databaseUrl, {
    project,
    endpoints: busy.flatMap((each) => (each ? [each.id] : [])),
    bad: [endpoints.crm?.id ?? "", endpoints.returns?.id ?? ""],
  });
  const owner = await lookingAt(baseUrl, headers, full);
  const fresh = callAs({ baseUrl, headers, workspace: bare });
  const { id: emptyProject } = await fresh<Made>("POST", "/projects", { name: "First customer" });
  await fresh("POST", "/workspace/event-types", { name: "order.shipped" });
  const { id: emptyInbox } = await fresh<Made>("POST", "/workspace/play", { name: "First inbox" });
  const places = await placesOf(call, company);
  const waiting = await call<Found>("GET", `/projects/${project}/deliveries?status=pending&limit=1`);
  return {
    owner,
    newcomer: await lookingAt(baseUrl, headers, bare),
    beginner: await lookingAt(baseUrl, headers, none),
    customer: await visitorOf(call, baseUrl, project),
    emptyCustomer: await visitorOf(fresh, baseUrl, emptyProject),
    nobody: "",
    filled: places,
    empty: {
      project: emptyProject,
      inbox: emptyInbox,
      "event-types/name": "order.shipped",
      "dialects/name": "standard",
    },
    gone: {
      project,
      ...goneIds(places),
      "event-types/name": "no.such.type",
      "dialects/name": "nothing",
    },
    subject,
    doors: [
      { pattern: "/sign-in", name: "sign-in", query: "" },
      { pattern: "/sign-in", name: "sign-in-refused", query: "?error=NotInvited" },
      { pattern: "/setup", name: "setup-done", query: "" },
      { pattern: "/join", name: "join", query: "#token=of-somebody" },
      { pattern: "/join", name: "join-without-link", query: "" },
      { pattern: "/forgot-password", name: "forgot-password", query: "" },
      { pattern: "/reset-password", name: "reset-password", query: "#token=of-somebody" },
      { pattern: `/portal/${project}`, name: "portal-door", query: "#token=of-somebody" },
      { pattern: `/portal/${project}`, name: "portal-door-without-link", query: "" },
    ],
    company,
    waiting: waiting.data[0]?.id,
    cookies: owner.split("; ").map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: baseUrl };
    }),
  };
}

/** The same ids with another end: of the right kind, and nothing's. */
const goneIds = (places: Record<string, string | undefined>) =>
  Object.fromEntries(
    ["endpoint", "delivery", "event", "inbox"].map((name) => [
      name,
      places[name]?.replace(/.{6}$/, "000000"),
    ]),
  );

const choose = async (page: Page) => {
  await page.getByLabel("URL", { exact: true }).fill("https://erp.example.com/hooks/tradewind");
  await page.getByLabel("Description").fill("ERP, shipping team");
  for (const type of [/order\.shipped/, /order\.delivered/, /return\.approved/])
    await page.getByRole("checkbox", { name: type }).check();
};

/** What the README and docs/ show, of the filled company. */
export function docsPicturesOf({ company, waiting, subject, customer, baseUrl }: Stage): DocsPicture[] {
  const project = `/projects/${company.project}`;
  const at = customer.indexOf("=");
  const visitor = { name: customer.slice(0, at), value: customer.slice(at + 1), url: baseUrl };
  return [
    { file: "home.png", address: project, height: 1010 },
    { file: "endpoints.png", address: `${project}/endpoints` },
    { file: "endpoint-new.png", address: `${project}/endpoints/new`, height: 900, prepare: choose },
    {
      file: "secret.png",
      address: `${project}/endpoints/new`,
      height: 480,
      prepare: async (page) => {
        await choose(page);
        await page.getByRole("button", { name: "Add endpoint" }).click();
        await page.getByText("shown this once").waitFor();
      },
    },
    { file: "delivery.png", address: `${project}/deliveries/${waiting}` },
    { file: "catalogue.png", address: "/event-types/order.shipped" },
    {
      file: "palette.png",
      address: project,
      prepare: async (page) => {
        await page.keyboard.press("Control+k");
        await page.getByRole("dialog").waitFor();
      },
    },
    {
      file: "verify.png",
      address: `${project}/endpoints/${subject.id}/verify`,
      height: 900,
      prepare: async (page) => {
        await page.getByLabel("Take what we sent").selectOption({ index: 1 });
        const body = page.getByLabel("Body");
        await page.waitForFunction(() => [...document.querySelectorAll("textarea")].at(-1)?.value !== "");
        await page.getByLabel("Signing secret").fill(subject.secret);
        await body.fill(JSON.stringify(JSON.parse(await body.inputValue()), null, 2));
        await page.getByText("parsed and printed again").scrollIntoViewIfNeeded();
      },
    },
    { file: "portal.png", address: `/portal/${company.project}/deliveries`, cookie: visitor },
  ];
}
