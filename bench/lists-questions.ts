/** Every list and chart of the API, with each of its filters: a value that is frequent, one that is rare, one that is nowhere. */
import type { Seeded } from "./lists-seed";

/** `path` is below `/api/v1`, with its query. */
export type Question = { route: string; path: string };
type Filter = readonly [name: string, ...values: string[]];

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const PERIODS = [daysAgo(1 / 24), daysAgo(30), `${daysAgo(60)}&until=${daysAgo(59)}`];
const RANGES = ["1h", "24h", "7d", "30d", "90d"];

/** Of deliveries; a value may bring more than one parameter. */
const deliveryFilters = (endpoints: string[], event: string): Filter[] => [
  [
    "status",
    "succeeded",
    "failed",
    "cancelled",
    "held",
    "pending",
    "failed&status=cancelled",
    "failed&status=succeeded",
  ],
  ["type", "kind0.type0", "kind7.type103", "account.erased", "no.such"],
  [
    "endpoint",
    endpoints[0] ?? "",
    endpoints[150] ?? "",
    endpoints[198] ?? "",
    endpoints[199] ?? "",
    "ep_01h2xcejqtf2nbrexx3vqjhp41",
  ],
  ["channel", "orders", "process-472", "audit-eu", "nowhere"],
  ["httpStatus", "200", "207", "2xx", "503", "5xx", "4xx", "418", "301"],
  ["category", "category0", "privacy", "replay", "nothing"],
  ["since", ...PERIODS],
  ["q", "kind0", "account.e", "timeout", "tls", "there is no such thing"],
  ["run", "run-rare", "run-nowhere"],
  ["event", event],
];

const single = (route: string, base: string, filters: Filter[]): Question[] =>
  filters.flatMap(([name, ...values]) =>
    values.map((value) => ({ route, path: `${base}?${name}=${encoded(value)}` })),
  );

const encoded = (value: string) => value.replaceAll(" ", "%20").replaceAll(":", "%3A");

/** Every value of one filter with every value of each other. */
function pairs(route: string, base: string, filters: Filter[]): Question[] {
  return filters.flatMap(([name, ...values], at) =>
    filters.slice(at + 1).flatMap(([other, ...others]) =>
      values.flatMap((value) =>
        others.map((with_) => ({
          route,
          path: `${base}?${name}=${encoded(value)}&${other}=${encoded(with_)}`,
        })),
      ),
    ),
  );
}

/** Three filters at once: each value of the first three names once, with neighbours drawn from the others. */
function triples(route: string, base: string, filters: Filter[]): Question[] {
  const pick = ([name, ...values]: Filter, n: number) =>
    `${name}=${encoded(values[n % values.length] ?? "")}`;
  return Array.from({ length: 120 }, (_, n) => {
    const chosen = [n, n + 1 + (n % 3), n + 4 + (n % 2)].map((at) => filters[at % filters.length] as Filter);
    return { route, path: `${base}?${chosen.map((filter, at) => pick(filter, n * 7 + at)).join("&")}` };
  });
}

/** `others` are deliveries of every age. */
export type Known = Seeded & { event: string; delivery: string; failed: string; others: string[] };

/** What a signed-in person's pages and an integration ask for. */
export const questionsAbout = (known: Known): Question[] => [
  ...aboutDeliveries(known),
  ...aboutEvents(known),
  ...aboutAudit(),
  ...aboutTheRest(known),
];

const plain = (route: string, ...paths: string[]): Question[] => paths.map((path) => ({ route, path }));

function aboutDeliveries({ project, endpoints, event, delivery, failed, others }: Known): Question[] {
  const filters = deliveryFilters(endpoints, event);
  const deliveries = `/projects/${project.id}/deliveries`;
  const ofEndpoint = `/projects/${project.id}/endpoints/${endpoints[150]}/deliveries`;
  const withoutEndpoint = filters.filter(([name]) => name !== "endpoint");
  return [
    ...plain("deliveries, first page", deliveries, `${deliveries}?limit=100`),
    ...single("deliveries, one filter", deliveries, filters),
    ...pairs("deliveries, two filters", deliveries, filters),
    ...triples("deliveries, three filters", deliveries, filters),
    ...plain("an endpoint's deliveries", ofEndpoint),
    ...single("an endpoint's deliveries", ofEndpoint, withoutEndpoint),
    ...plain(
      "a delivery with its attempts",
      ...[delivery, failed, ...others].map((id) => `${deliveries}/${id}`),
    ),
  ];
}

function aboutEvents({ project, event }: Known): Question[] {
  const events = `/projects/${project.id}/events`;
  const filters: Filter[] = [
    ["type", "kind0.type0", "kind7.type103", "account.erased", "no.such"],
    ["channel", "orders", "process-472", "audit-eu", "nowhere"],
    ["since", ...PERIODS],
    ["q", event, "order-400", "account.e", "there is no such thing"],
    ["order", "asc"],
  ];
  return [
    ...plain("events", events, `${events}?limit=100`),
    ...single("events", events, filters),
    ...pairs("events", events, filters),
    ...plain("an event", `${events}/${event}`),
  ];
}

function aboutAudit(): Question[] {
  const filters: Filter[] = [
    ["action", "endpoint", "endpoint.update", "workspace", "workspace.update", "member.remove"],
    ["actor", "user", "root", "usr_00000000000000000000000007", "usr_00000000000000000000000099"],
    ["since", ...PERIODS],
  ];
  return [
    ...plain("audit log", "/workspace/audit-log"),
    ...single("audit log", "/workspace/audit-log", filters),
    ...pairs("audit log", "/workspace/audit-log", filters),
  ];
}

function aboutTheRest({ project, endpoints, event, delivery }: Known): Question[] {
  const own = `/projects/${project.id}`;
  const catalogue = "/workspace/event-types";
  return [
    ...plain(
      "endpoints",
      ...["", "?limit=100&q=hooks199", "?status=disabled"].map((query) => `${own}/endpoints${query}`),
    ),
    ...plain("endpoints' health", `${own}/endpoints/health`),
    ...plain("waiting", `${own}/endpoints/${endpoints[0]}/waiting`),
    ...plain(
      "catalogue",
      ...["", "?q=KIND7", "?q=zzz", "?archived=true&limit=100"].map((query) => `${catalogue}${query}`),
    ),
    ...plain("catalogue", `${catalogue}/kind0.type0/subscribers`),
    ...plain(
      "projects",
      "/projects",
      "/projects?q=Customer%20199",
      "/projects?q=zzz",
      "/projects?q=customer-1",
    ),
    ...plain(
      "runs",
      `${own}/runs`,
      `${own}/runs?state=open`,
      `${own}/runs?state=ended`,
      `${own}/runs/run-rare`,
    ),
    ...plain("replays", `${own}/replays`),
    ...plain("find by id", `/workspace/find?id=${delivery}`, `/workspace/find?id=${event}`),
    ...RANGES.map((range) => ({ route: `home, ${range}`, path: `${own}/stats?range=${range}` })),
    ...plain("home, what needs attention", `${own}/attention`),
  ];
}

/** A list's pages in the middle: what is asked first gives the cursor of what is measured. */
export function middlesOf({ project, endpoints }: Seeded): Question[] {
  const own = `/projects/${project.id}`;
  const route = "a page in the middle, by cursor";
  const until = `until=${encoded(daysAgo(30))}`;
  return [
    `${own}/deliveries?${until}`,
    `${own}/deliveries?${until}&status=failed`,
    `${own}/deliveries?${until}&endpoint=${endpoints[3]}`,
    `${own}/deliveries?${until}&type=kind0.type0`,
    `${own}/events?${until}`,
    `${own}/endpoints?limit=20`,
    `${own}/runs`,
    `${own}/replays`,
    `/workspace/audit-log?${until}`,
    "/workspace/event-types",
    "/projects",
  ].map((path) => ({ route, path }));
}
