/**
 * A company to take pictures of: Tradewind, whose customer Northwind has every kind of endpoint there is, one of each
 * kind of trouble, names that are too long, and a day behind it. Everything is made over the API, like any other.
 */
import { SOURCES } from "@/bin/demo-events";
import type { Receiver } from "@/e2e/receiver";
import { inTurn, status } from "@/e2e/receiver";

export type Call = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
export type Made = { id: string; url: string; secret: string };

export type Company = { project: string; endpoints: Record<string, Made>; inbox: string; events: string[] };

const LONG =
  "Müller & Söhne Großhandelsgesellschaft für Landmaschinen und Ersatzteile mbH & Co. KG, Niederlassung Süd-West";

const CUSTOMERS = [
  "Northwind",
  "Contoso Outfitters",
  "Fabrikam",
  LONG,
  "Adventure Works Cycles",
  "Wide World Importers",
  "Litware",
  "Proseware",
  "Tailspin Toys",
  "Woodgrove",
  "Fourth Coffee",
  "Lamna Healthcare",
];

type Kind = { path: string; description: string; subscriptions: unknown[]; more?: object };

const ENDPOINTS: Record<string, Kind> = {
  erp: {
    path: "/erp/hooks/tradewind",
    description: "ERP, shipping team",
    subscriptions: ["order.*", "return.*"],
  },
  analytics: {
    path: "/analytics/v2/collect?stream=production",
    description: "Analytics, slow on busy days",
    subscriptions: ["*"],
    more: { throttle: { limit: 50, periodMs: 1_000 } },
  },
  crm: {
    path: "/crm/webhook",
    description: "CRM sync",
    subscriptions: ["customer.*", "order.created"],
    more: { retry: { waitsMs: [] }, autoDisable: { kind: "consecutive-failures", count: 4 } },
  },
  returns: {
    path: "/returns/in",
    description: "Returns desk",
    subscriptions: ["return.*", "order.cancelled"],
    more: { retry: { waitsMs: [3_600_000, 7_200_000, 21_600_000] } },
  },
  warehouse: {
    path: "/data/ingest",
    description: "Warehouse, at the end of each run",
    subscriptions: [{ type: "*", channel: "stocktaking", when: "runEnd" }],
  },
  long: {
    path: `/${"sustainability-reporting/".repeat(6)}q4`,
    description: `${LONG}, Nachhaltigkeitsberichterstattung`,
    subscriptions: ["inventory.*", "repair.*", "buyback.quote.created"],
  },
  ledger: { path: "/ledger", description: "Ledger", subscriptions: ["order.delivered", "return.refunded"] },
  old: { path: "/archive", description: "Old archive", subscriptions: ["*"] },
};

/** What their servers answer. */
function teach(receiver: Receiver): void {
  const json = { "content-type": "application/json" };
  receiver.answer(
    (_, response) => void setTimeout(() => response.writeHead(200, json).end('{"received":true}'), 12),
  );
  receiver.answerAt("/crm/webhook", status(500, json, '{"error":"relation \\"contacts\\" does not exist"}'));
  receiver.answerAt(
    "/returns/in",
    status(503, { ...json, "retry-after": "3600" }, '{"error":"down for maintenance"}'),
  );
  const slow =
    (code: number) => (_: unknown, response: { writeHead: (code: number) => { end: () => void } }) =>
      void setTimeout(() => response.writeHead(code).end(), 260);
  receiver.answerAt("/ledger", inTurn(slow(429), slow(200)));
}

async function addEndpoints(call: Call, base: string, receiver: Receiver): Promise<Record<string, Made>> {
  const made: Record<string, Made> = {};
  for (const [name, { path, description, subscriptions, more }] of Object.entries(ENDPOINTS)) {
    const body = { url: receiver.url(path), description, subscriptions, ...more };
    made[name] = await call<Made>("POST", `${base}/endpoints`, body);
  }
  await call("POST", `${base}/endpoints/${made.old?.id}/disable`, {});
  await call("POST", `${base}/endpoints/${made.ledger?.id}/rotate-secret`, { expiresInSeconds: 7_200 });
  return made;
}

const RUNS = ["stocktaking-2026-11-dal-02", "stocktaking-2026-11-rtm-01", "stocktaking-2026-10"];

/** Some runs that hold something, and one that has ended. */
async function publishRuns(call: Call, base: string): Promise<void> {
  for (const [index, run] of RUNS.entries()) {
    const type = "inventory.updated";
    const events = Array.from({ length: 4 + 3 * index }, (_, n) => ({
      type,
      data: { id: 40_000 + n, changed: ["grade"], grade: "B" },
      channel: "stocktaking",
      run,
    }));
    await call("POST", `${base}/events`, events);
    if (index === 2)
      await call("POST", `${base}/events`, {
        type,
        data: { done: true },
        channel: "stocktaking",
        run,
        runEnd: true,
      });
  }
}

async function publishDay(call: Call, base: string): Promise<string[]> {
  const next = SOURCES.spectra();
  const ids: string[] = [];
  for (let batch = 0; batch < 6; batch++) {
    const events = Array.from({ length: 30 }, () => next());
    const { data } = await call<{ data: { id: string }[] }>("POST", `${base}/events`, events);
    ids.push(...data.map(({ id }) => id));
  }
  return ids;
}

const SHIPPED_SCHEMA = {
  type: "object",
  required: ["id", "order_number", "tracking_number"],
  properties: {
    id: { type: "integer" },
    order_number: { type: "string", pattern: "^ORD-" },
    tracking_number: { type: "string" },
    shipping_carrier: { enum: ["UPS", "FedEx", "DHL"] },
  },
};

const TEMPLATE = {
  title: "Order {order_number} is on its way",
  text: "",
  fields: [
    { label: "Carrier", path: "shipping_carrier", format: "text" },
    { label: "Tracking", path: "tracking_number", format: "code" },
  ],
  context: "Northwind, {@time|date}",
  link: null,
};

/** The catalogue, with a schema that some payloads break, and a message laid out for Slack. */
async function fillCatalogue(call: Call): Promise<void> {
  await call("POST", "/workspace/event-type-imports", { catalogue: "spectra" });
  await call("PATCH", "/workspace/event-types/order.shipped", { schema: SHIPPED_SCHEMA });
  await call("PATCH", "/workspace", { schemaCheck: "warn", brandColor: "#0f766e" });
  await call("PATCH", "/workspace/event-types/order.shipped/message-template", { template: TEMPLATE });
}

async function fillWorkspace(call: Call, slackUrl: string): Promise<void> {
  const { data } = await call<{ data: { name: string; policy: object }[] }>("GET", "/workspace/dialects");
  const standard = data.find(({ name }) => name === "standard")?.policy ?? {};
  const policy = { ...standard, title: "Tradewind, before 2024", userAgent: "Tradewind-Hooks/2" };
  await call("POST", "/workspace/dialects", { name: "tradewind-legacy", policy });
  const rules = [
    { kind: "failing", minutes: 15, target: { type: "chat", url: slackUrl } },
    {
      kind: "disabled",
      target: { type: "email", to: ["oncall@tradewind.example", "gone@tradewind.example"] },
    },
    { kind: "backlog", minutes: 60, target: { type: "chat", url: slackUrl } },
  ];
  for (const rule of rules) await call("POST", "/workspace/alert-rules", rule);
  const keys = [
    { name: "Shop backend", scopes: ["events:write"] },
    { name: "Data team, reads only", scopes: ["read"] },
    { name: "Customer portal backend (issues links for 400 customers)", scopes: ["read", "portal"] },
  ];
  for (const key of keys) await call("POST", "/workspace/api-keys", key);
  const people = [
    { name: "Noor Rahman", email: "noor@tradewind.example", role: "admin" },
    { name: "Mateo Ortiz", email: "mateo.ortiz@tradewind.example", role: "member" },
    { name: "Ines Duarte", email: "ines.duarte.customer-success@tradewind.example", role: "viewer" },
  ];
  for (const person of people) await call("POST", "/workspace/members", person);
}

async function fillInbox(call: Call, base: string): Promise<string> {
  const inbox = await call<Made>("POST", "/workspace/play", { name: "Trying things out" });
  await call("POST", "/workspace/play", { name: "Returns prototype" });
  const { id } = await call<Made>("POST", `${base}/endpoints`, {
    url: inbox.url,
    description: "Play inbox",
    subscriptions: ["customer.*"],
  });
  await call("POST", `${base}/endpoints/${id}/test`, {});
  return inbox.id;
}

/** Fills the workspace behind `call`, a person's; what it makes settles in the seconds after. */
export async function fill(call: Call, receiver: Receiver, slackUrl: string): Promise<Company> {
  teach(receiver);
  await fillCatalogue(call);
  const projects: string[] = [];
  for (const name of [...CUSTOMERS].reverse())
    projects.unshift((await call<Made>("POST", "/projects", { name, uid: `cust-${projects.length}` })).id);
  const [project = ""] = projects;
  const base = `/projects/${project}`;
  const endpoints = await addEndpoints(call, base, receiver);
  const slack = { url: slackUrl, destination: { type: "slack" }, description: "#ops-orders" };
  endpoints.slack = await call<Made>("POST", `${base}/endpoints`, {
    ...slack,
    subscriptions: ["order.cancelled"],
  });
  const inbox = await fillInbox(call, base);
  const events = await publishDay(call, base);
  await call("POST", `${base}/events`, {
    type: "order.shipped",
    data: { id: "1234", shipping_carrier: "Post" },
  });
  await publishRuns(call, base);
  await fillWorkspace(call, slackUrl);
  for (const name of ["Jane at Northwind", "Support, looking along"])
    await call("POST", `${base}/portal-links`, { name, readOnly: name.startsWith("Support") });
  const views = [
    { name: "Failed today", query: "status=failed" },
    { name: "Returns desk, waiting", query: `endpoint=${endpoints.returns?.id}&status=pending` },
  ];
  for (const view of views) await call("POST", `${base}/saved-views`, view);
  return { project, endpoints, inbox, events };
}
