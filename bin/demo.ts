/**
 * `npm start -- --demo`: five companies as five workspaces, each with its dialect, its catalogue, customers whose
 * servers work, dawdle or fail, and events that go on arriving. It uses the HTTP API like any other client, finds
 * again what it made before, and leaves alone what a person has changed meanwhile.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type DemoEvent, SOURCES, type Source } from "./demo-events";
import { type Behaviour, startReceiver } from "./demo-receiver";

type Json = Record<string, unknown>;
type Endpoint = { description: string; behaviour: Behaviour; subscriptions: unknown[]; isSlack?: true };
type Vendor = {
  name: string;
  dialect: keyof typeof SOURCES;
  apiKeyPrefix?: string;
  projects: [uid: string, name: string][];
  endpoints: Endpoint[];
};

const VENDORS: Vendor[] = [
  {
    name: "Spectra demo",
    dialect: "spectra",
    apiKeyPrefix: "spk_live",
    projects: [
      ["northline-wireless", "Northline Wireless"],
      ["second-life-phones", "Second Life Phones"],
    ],
    endpoints: [
      {
        description: "Shop: orders and returns",
        behaviour: "healthy",
        subscriptions: ["order.*", "return.*"],
      },
      { description: "Analytics, slow on busy days", behaviour: "flaky", subscriptions: ["*"] },
      { description: "Old ERP", behaviour: "failing", subscriptions: ["inventory.*", "repair.*"] },
    ],
  },
  {
    name: "Spectrum demo",
    dialect: "spectrum",
    projects: [["bistro-bot", "Bistro bot"]],
    endpoints: [
      { description: "Reply bot", behaviour: "healthy", subscriptions: ["*"] },
      { description: "Archive", behaviour: "flaky", subscriptions: ["*"] },
      { description: "Verifies with a lost secret", behaviour: "refusing", subscriptions: ["*"] },
    ],
  },
  {
    name: "Spectora demo",
    dialect: "spectora",
    projects: [
      ["hawthorne", "Hawthorne Home Inspections"],
      ["blue-ridge", "Blue Ridge Inspections"],
    ],
    endpoints: [
      {
        description: "CRM",
        behaviour: "healthy",
        subscriptions: ["client.*", "agent.*", "inspection.created"],
      },
      { description: "Scheduling assistant", behaviour: "flaky", subscriptions: ["inspection.*"] },
      { description: "Report mailer", behaviour: "failing", subscriptions: ["inspection.published"] },
    ],
  },
  {
    name: "spektr demo",
    dialect: "spektr",
    projects: [["fjord-bank", "Fjord Bank"]],
    endpoints: [
      {
        description: "Onboarding, as it happens",
        behaviour: "healthy",
        subscriptions: [{ type: "*", channel: "onboarding" }],
      },
      {
        description: "Monitoring, at the end of each run",
        behaviour: "healthy",
        subscriptions: [{ type: "*", channel: "monitoring", when: "runEnd" }],
      },
      { description: "Case tool", behaviour: "flaky", subscriptions: ["alert_created", "alert_resolved"] },
      {
        description: "#compliance in Slack",
        behaviour: "healthy",
        subscriptions: ["alert_created", "alert_resolved"],
        isSlack: true,
      },
      {
        description: "Retired data lake",
        behaviour: "failing",
        subscriptions: ["customer_record_changed", "customer_status_changed"],
      },
    ],
  },
  {
    name: "SPLEXA demo",
    dialect: "splexa",
    projects: [["harbor-logistics", "Harbor Logistics"]],
    endpoints: [
      { description: "Network pager", behaviour: "healthy", subscriptions: [{ category: "network_event" }] },
      { description: "SIEM", behaviour: "flaky", subscriptions: [{ category: "audit_event" }] },
      { description: "Forgotten test server", behaviour: "failing", subscriptions: ["*"] },
    ],
  },
];

const HISTORY_EVENTS = 60;
const DRIP_MS = 3_000;
const KEY_NAME = "Demo traffic";
const PATH = "/posthorn-demo/";
const say = (line: string) => console.log(`posthorn: demo: ${line}`);

const { ROOT_API_KEY = "", APP_URL = "", PORT, HOST = "127.0.0.1" } = process.env;
/** Loopback where the server listens on it: the public address may be behind a proxy that is not up yet. */
const base = PORT ? `http://${["0.0.0.0", "::", ""].includes(HOST) ? "127.0.0.1" : HOST}:${PORT}` : APP_URL;

type Call = { key?: string; workspace?: string; body?: unknown };

/** Calls the API; throws what it answers when that is not a success. */
async function api<Answer = Json>(
  method: string,
  path: string,
  { key, workspace, body }: Call,
): Promise<Answer> {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${key ?? ROOT_API_KEY}`,
      "Content-Type": "application/json",
      ...(workspace ? { "X-Workspace": workspace } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return (text === "" ? {} : JSON.parse(text)) as Answer;
}

type Listed = { id: string; name: string; [field: string]: unknown };

async function listAll(path: string, call: Call): Promise<Listed[]> {
  const rows: Listed[] = [];
  for (let cursor = ""; ; ) {
    const next = `${path}${path.includes("?") ? "&" : "?"}limit=100${cursor && `&cursor=${cursor}`}`;
    const page = await api<{ data: Listed[]; nextCursor: string | null }>("GET", next, call);
    rows.push(...page.data);
    if (!page.nextCursor) return rows;
    cursor = encodeURIComponent(page.nextCursor);
  }
}

type Target = { vendor: Vendor; key: string; project: string; isNew: boolean; next: Source };

/** The vendor's workspace, made when it is not there, with a fresh key for this run. */
async function openWorkspace(vendor: Vendor, known: Listed[]): Promise<string> {
  const { name, dialect, apiKeyPrefix } = vendor;
  const body = { name, dialect, ...(apiKeyPrefix ? { apiKeyPrefix } : {}) };
  const found = known.find((workspace) => workspace.name === name);
  const workspace = found?.id ?? (await api<Listed>("POST", "/workspaces", { body })).id;
  const keys = await listAll("/workspace/api-keys", { workspace });
  // Nobody holds the first key, nor one of an earlier run.
  const stale = keys.filter((key) => key.revokedAt === null && (key.name === KEY_NAME || !found));
  for (const { id } of stale) await api("DELETE", `/workspace/api-keys/${id}`, { workspace });
  const scopes = ["read", "events:write", "endpoints:write", "workspace:write"];
  const { key } = await api<{ key: string }>("POST", "/workspace/api-keys", {
    workspace,
    body: { name: KEY_NAME, scopes },
  });
  await api("POST", "/workspace/event-type-imports", { key, body: { catalogue: dialect } });
  return key;
}

async function openProjects(vendor: Vendor, key: string): Promise<Target[]> {
  const targets: Target[] = [];
  for (const [uid, name] of vendor.projects) {
    const known = (await listAll("/projects", { key })).find((project) => project.uid === uid);
    const project = known?.id ?? (await api<Listed>("POST", "/projects", { key, body: { uid, name } })).id;
    const past = known ? await listAll(`/projects/${project}/endpoints`, { key }) : [];
    targets.push({ vendor, key, project, isNew: past.length === 0, next: SOURCES[vendor.dialect]() });
  }
  return targets;
}

/** A stand-in for Slack's own; of such a URL only the beginning is ever shown. */
const SLACK_PATH = "/services/TDEMO/BDEMO/healthy";
const isDemoSlack = (url: string) => url.startsWith("http://127.0.0.1:") && url.includes("/services/");

const demoEndpoints = async ({ key, project }: Target) =>
  (await listAll(`/projects/${project}/endpoints`, { key })).filter(
    ({ url }) => String(url).includes(PATH) || isDemoSlack(String(url)),
  );

/** The port the receiver had before, so that nothing needs to change. */
async function portBefore(targets: Target[]): Promise<number> {
  for (const target of targets) {
    const [endpoint] = await demoEndpoints(target);
    if (endpoint) return Number(new URL(String(endpoint.url)).port);
  }
  return 0;
}

/** Makes the endpoints of a new project; those of an old one follow the receiver where it now listens. */
async function pointAt(port: number, target: Target): Promise<void> {
  const { vendor, key, project, isNew } = target;
  const at = `/projects/${project}/endpoints`;
  if (!isNew) {
    for (const { id, url } of await demoEndpoints(target)) {
      const before = new URL(String(url));
      if (before.port === String(port)) continue;
      const moved = isDemoSlack(before.href)
        ? `http://127.0.0.1:${port}${SLACK_PATH}`
        : Object.assign(before, { port: String(port) }).href;
      await api("PATCH", `${at}/${id}`, { key, body: { url: moved } });
    }
    return;
  }
  for (const { description, behaviour, subscriptions, isSlack } of vendor.endpoints) {
    const path = isSlack ? SLACK_PATH : `${PATH}${vendor.dialect}/${behaviour}`;
    const destination = { type: isSlack ? "slack" : "https" };
    const url = `http://127.0.0.1:${port}${path}`;
    await api("POST", at, { key, body: { url, destination, description, subscriptions } });
  }
}

const PLAY_NAME = "Demo inbox";
const isPlay = (url: string) => url.includes("/play/");

/**
 * One endpoint of a new project that leads to an inbox of Play, where what arrives can be looked at; that of an old
 * one follows the address under which this installation now is.
 */
async function pointAtPlay({ key, project, isNew }: Target): Promise<void> {
  const inboxes = await listAll("/workspace/play", { key });
  const { url } =
    inboxes.find(({ name }) => name === PLAY_NAME) ??
    (await api<Listed>("POST", "/workspace/play", { key, body: { name: PLAY_NAME } }));
  const at = `/projects/${project}/endpoints`;
  if (isNew) return void (await api("POST", at, { key, body: { url, description: PLAY_NAME } }));
  const known = await listAll(at, { key });
  for (const endpoint of known.filter((each) => each.description === PLAY_NAME && isPlay(String(each.url))))
    if (endpoint.url !== url) await api("PATCH", `${at}/${endpoint.id}`, { key, body: { url } });
}

/** Of each company's customers one has an inbox; an address that may not be sent to is done without. */
async function openInboxes(targets: Target[]): Promise<void> {
  for (const [index, target] of targets.entries()) {
    if (targets[index - 1]?.vendor === target.vendor) continue;
    await pointAtPlay(target).catch((error: Error) => {
      if (!error.message.includes("refused_url")) throw error;
    });
  }
}

const publish = ({ key, project }: Target, body: DemoEvent | DemoEvent[]) =>
  api("POST", `/projects/${project}/events`, { key, body });

/** The hour before the demo began, for a project that has no past. */
async function publishHistory(target: Target): Promise<void> {
  const count = Math.ceil(HISTORY_EVENTS / target.vendor.projects.length);
  const now = Date.now();
  const events = Array.from({ length: count }, (_, index) => {
    const timestamp = new Date(now - ((count - index) * 3_600_000) / count).toISOString();
    return { ...target.next(), timestamp };
  });
  await publish(target, events);
}

let leaving = false;

/** An event every few seconds, somewhere. A server that is away for a moment is waited for. */
async function drip(targets: Target[]): Promise<void> {
  for (let isAway = false; !leaving; ) {
    await sleep(DRIP_MS * (0.5 + Math.random()));
    const target = targets[Math.floor(Math.random() * targets.length)];
    if (!target) return;
    try {
      await publish(target, target.next());
      isAway = false;
    } catch (error) {
      if (!isAway && !leaving) say(`an event was not taken: ${(error as Error).message}`);
      isAway = true;
    }
  }
}

async function main(): Promise<void> {
  if (!ROOT_API_KEY) return giveUp("it needs ROOT_API_KEY to make its workspaces, and none is set.");
  const known = await listAll("/workspaces", {});
  const targets: Target[] = [];
  for (const vendor of VENDORS) {
    const key = await openWorkspace(vendor, known);
    targets.push(...(await openProjects(vendor, key)));
  }
  const receiver = await startReceiver(await portBefore(targets));
  stopOnSignals(receiver.close);
  for (const target of targets) await pointAt(receiver.port, target);
  await openInboxes(targets);
  process.send?.({ ready: true });
  say(`${VENDORS.length} workspaces with traffic; their customers answer on 127.0.0.1:${receiver.port}.`);
  for (const target of targets) if (target.isNew) await publishHistory(target);
  await drip(targets);
}

function stopOnSignals(close: () => void): void {
  const leave = () => {
    leaving = true;
    close();
    process.exit(0);
  };
  for (const name of ["SIGTERM", "SIGINT", "disconnect"]) process.once(name, leave);
}

/** Starting again would not help. */
function giveUp(why: string): never {
  say(why);
  process.exit(0);
}

main().catch((error: Error) => {
  if (error.message.includes("refused_url"))
    giveUp("its customers are on 127.0.0.1, where EGRESS_ALLOW and EGRESS_ALLOW_HTTP let nothing be sent.");
  say(error.message);
  process.exit(1);
});
