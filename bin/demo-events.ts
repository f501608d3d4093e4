/** Makes up what five companies' products might say next; every call another customer, device or order. */
import { randomBytes, randomInt } from "node:crypto";

export type DemoEvent = {
  type: string;
  data: unknown;
  channel?: string;
  run?: string;
  runEnd?: boolean;
};
/** The next event of one project; remembers what has begun and must end. */
export type Source = () => DemoEvent;

const pick = <Item>(items: readonly Item[]): Item => items[randomInt(items.length)] as Item;
const code = (length: number) => randomBytes(length).toString("hex").slice(0, length);
const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join("");
const money = (from: number, to: number) => (randomInt(from * 100, to * 100) / 100).toFixed(2);
const day = () => new Date().toISOString().slice(0, 10).replaceAll("-", "");
const instant = (inMs = 0) => new Date(Date.now() + inMs).toISOString();

const PEOPLE = ["Lena Fischer", "Noor Rahman", "Dana Whitfield", "Mateo Ortiz", "Ines Duarte", "Karl Madsen"];
const STREETS = ["12 Elm St", "48 Haywood Rd", "7 Merrimon Ave", "301 Charlotte St", "95 Biltmore Ave"];
const MODELS = ["iPhone 15", "iPhone 14 Pro", "Galaxy S24", "Pixel 9", "iPad Air", "MacBook Air M3"];
const WORDS = [
  "hey, what time is dinner? 🍝",
  "running five minutes late",
  "can you resend the invoice?",
  "¿tienen mesa para cuatro?",
  "perfect, see you there",
  "is the blue one still available?",
  "お疲れさまです、明日の件です",
];

const mailOf = (person: string) => `${person.split(" ")[0]?.toLowerCase()}@example.com`;

/** Plays one story after the other: each is a short list of events that belong together. */
function stories(tell: () => DemoEvent[]): Source {
  let rest: DemoEvent[] = [];
  return () => {
    if (rest.length === 0) rest = tell();
    return rest.shift() as DemoEvent;
  };
}

function orderStory(): DemoEvent[] {
  const order = { id: randomInt(1_000, 9_999), order_number: `ORD-${day()}-${digits(4)}` };
  const carrier = pick([
    { shipping_carrier: "UPS", tracking_number: `1Z999AA1${digits(10)}` },
    { shipping_carrier: "FedEx", tracking_number: digits(12) },
  ]);
  const placed = {
    status: "pending",
    customer_id: randomInt(500, 999),
    total: money(90, 2_000),
    currency: "USD",
  };
  const story: DemoEvent[] = [{ type: "order.created", data: { ...order, ...placed } }];
  if (Math.random() < 0.15)
    return [...story, { type: "order.cancelled", data: { ...order, reason: "customer_request" } }];
  story.push(
    { type: "order.status_changed", data: { ...order, old_status: "pending", new_status: "processing" } },
    { type: "order.shipped", data: { ...order, ...carrier } },
    { type: "order.delivered", data: { ...order, ...carrier, delivered_at: instant() } },
  );
  if (Math.random() > 0.25) return story;
  const back = { id: randomInt(200, 999), order_id: order.id, order_number: order.order_number };
  return [
    ...story,
    { type: "return.requested", data: { ...back, reason: pick(["screen_defect", "wrong_colour"]) } },
    { type: "return.approved", data: { ...back, approved_by: "m.ortiz" } },
    { type: "return.refunded", data: { ...back, amount: money(40, 900), currency: "USD" } },
  ];
}

function deviceStory(): DemoEvent[] {
  const device = { id: randomInt(10_000, 99_999), imei: `35${digits(13)}`, model: pick(MODELS) };
  const quote = {
    id: randomInt(1_000, 9_999),
    quote_number: `BBQ-${day()}-${digits(4)}`,
    model: device.model,
  };
  const amount = money(40, 600);
  const accepted = Math.random() < 0.7;
  const story: DemoEvent[] = [
    { type: "buyback.quote.created", data: { ...quote, amount, currency: "USD" } },
    accepted
      ? { type: "buyback.quote.approved", data: { ...quote, amount, currency: "USD" } }
      : { type: "buyback.quote.declined", data: { ...quote, reason: "price_too_low" } },
  ];
  if (!accepted) return story;
  story.push({
    type: "inventory.received",
    data: { ...device, grade: pick(["A", "B", "C"]), location: "DAL-02" },
  });
  if (Math.random() < 0.5) {
    const ticket = {
      id: randomInt(1_000, 9_999),
      ticket_number: `REP-${day()}-${digits(4)}`,
      model: device.model,
    };
    story.push(
      { type: "repair.created", data: { ...ticket, issue: "battery" } },
      { type: "repair.completed", data: { ...ticket, resolution: "battery_replaced", cost: money(30, 120) } },
      { type: "inventory.updated", data: { ...device, changed: ["grade"], grade: "A" } },
    );
  }
  return [...story, { type: "inventory.sold", data: { ...device, price: money(120, 900) } }];
}

function customerStory(): DemoEvent[] {
  const name = pick(PEOPLE);
  const customer = { id: randomInt(500, 999), name, email: mailOf(name) };
  return [
    { type: "customer.created", data: customer },
    { type: "customer.updated", data: { ...customer, changed: [pick(["phone", "email", "address"])] } },
  ];
}

function message(): DemoEvent[] {
  const phone = `+1555${digits(7)}`;
  const platform = pick(["iMessage", "iMessage", "WhatsApp"]);
  const space = { id: `any;-;${phone}`, platform };
  const content = { type: "text", text: pick(WORDS) };
  const sender = { id: phone, platform };
  const id = `spc-msg-${crypto.randomUUID()}`;
  const about = { id, platform, direction: "inbound", timestamp: instant(), sender, space, content };
  const type = pick(["dm", "dm", "group"]);
  return [{ type: "messages", data: { space: { ...space, type, phone: "+15551234567" }, message: about } }];
}

function inspectionStory(): DemoEvent[] {
  const id = `insp_${code(4)}`;
  const address = `${pick(STREETS)}, Asheville, NC`;
  const visit = { id, address, scheduledAt: instant(randomInt(1, 9) * 86_400_000) };
  const client = pick(PEOPLE);
  const agent = pick(PEOPLE);
  const story: DemoEvent[] = [
    { type: "client.created", data: { id: `cli_${code(4)}`, name: client, email: mailOf(client) } },
    { type: "inspection.created", data: { ...visit, status: "unconfirmed" } },
  ];
  if (Math.random() < 0.3)
    story.push({
      type: "agent.created",
      data: { id: `agt_${code(4)}`, name: agent, agency: "Blue Ridge Realty" },
    });
  const end: DemoEvent[] =
    Math.random() < 0.2
      ? [{ type: "inspection.canceled", data: { id, reason: "buyer withdrew" } }]
      : [
          { type: "inspection.confirmed", data: { ...visit, status: "confirmed" } },
          { type: "inspection.published", data: { id, reportUrl: `https://reports.example.com/${id}` } },
          { type: "client.updated", data: { id: `cli_${code(4)}`, changed: ["email"] } },
        ];
  return [...story, ...end];
}

function processRun(): DemoEvent[] {
  const customerId = `cus_${digits(4)}`;
  const belongs = {
    channel: pick(["onboarding", "onboarding", "monitoring", "risk"]),
    run: `ctx_${code(8)}`,
  };
  const processId = `prc_${belongs.channel}_standard`;
  const step = (type: string, data: object): DemoEvent => ({
    type,
    data: { customerId, ...data },
    ...belongs,
  });
  const services = ["company-registry", "sanctions-screening", "id-verification", "adverse-media"];
  const calls = Array.from({ length: randomInt(1, 4) }, () =>
    step("service_run", { service: pick(services), status: "completed", durationMs: randomInt(200, 4_000) }),
  );
  const alertId = `alr_${digits(3)}`;
  const alert =
    Math.random() < 0.4
      ? [
          step("alert_created", { alertId, kind: "aml", severity: pick(["low", "medium", "high"]) }),
          step("customer_tag_added", { tag: "high_risk" }),
          step("alert_resolved", { alertId, resolution: "false_positive", resolvedBy: "k.madsen" }),
        ]
      : [];
  const change =
    belongs.channel === "monitoring"
      ? step("customer_record_changed", { field: "registered_address", to: pick(STREETS) })
      : step("customer_status_changed", { from: "pending", to: "active" });
  return [
    step("process_run_start", { processId, trigger: pick(["api", "schedule"]) }),
    ...calls,
    ...alert,
    change,
    {
      ...step("process_run_end", { processId, result: pick(["approved", "approved", "rejected"]) }),
      runEnd: true,
    },
  ];
}

function networkStory(): DemoEvent[] {
  const name = `${pick(["edge-router", "core-switch", "ap-lobby", "firewall"])}-0${randomInt(1, 9)}`;
  const device = { id: `ck${code(8)}`, name, networkId: `ck${code(6)}` };
  const lossPct = randomInt(10, 120) / 10;
  const metrics = { lossPct, avgLatencyMs: randomInt(90, 400), peakLatencyMs: randomInt(400, 900) };
  const actor = { id: `ck${code(6)}`, email: mailOf(pick(PEOPLE)) };
  const audit = { id: `ckaud${code(8)}`, action: "network.settings.updated", target: device.networkId };
  return [
    { type: "device.degraded", data: { device, metrics } },
    ...(lossPct > 8 ? [{ type: "device.offline", data: { device, lastSeenAt: instant() } }] : []),
    { type: "audit.signed_in", data: { audit: { ...audit, action: "session.created" }, actor } },
    { type: "audit.recorded", data: { audit: { ...audit, id: `ckaud${code(8)}` }, actor } },
    { type: "device.recovered", data: { device, downForSeconds: randomInt(20, 900) } },
  ];
}

/** One source per dialect; each project of a workspace gets its own. */
export const SOURCES = {
  spectra: () => stories(() => pick([orderStory, orderStory, deviceStory, customerStory])()),
  spectrum: () => stories(message),
  spectora: () => stories(inspectionStory),
  spektr: () => stories(processRun),
  splexa: () => stories(networkStory),
} satisfies Record<string, () => Source>;
