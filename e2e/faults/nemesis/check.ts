/** Compares three accounts that know nothing of each other: what was accepted, what arrived, and what the ledger says. */
import type { Ledger } from "@/e2e/ledger";
import { uuidOf } from "@/lib/platform/ids";
import type { ProducerLine, ReceiverLine } from "./ledgers";
import type { FaultKind } from "./schedule";

export type Inflicted = { kind: FaultKind; from: number; to: number };
export type Endpoint = { id: string; path: string; manner: "parallel" | "ordered" | "toggled" };

export type Evidence = {
  project: string;
  endpoints: Endpoint[];
  produced: ProducerLine[];
  received: ReceiverLine[];
  inflicted: Inflicted[];
  disabled: { from: number; to: number }[];
};

/** Each list names what should not be; all but `explained` have to be empty. */
export type Verdict = {
  accepted: number;
  arrived: number;
  /** Accepted, and neither delivered nor visibly failed: `<event> at <path>: <why>`. */
  lost: string[];
  /** Bytes that are not the published ones, or a signature that another library does not accept. */
  altered: string[];
  /** Delivered although its endpoint was disabled before it was published. */
  misdelivered: string[];
  /** One producer id, two events. */
  split: string[];
  /** Arrived again after an answer of 200 that no kill or sleep of a worker was near. */
  unexplained: string[];
  /** As above, and one was. */
  explained: number;
  /** First arrivals that overtook one another where order is promised. */
  disordered: string[];
  /** Requests that were seen and stand in no attempt. */
  unaccounted: string[];
  /** Still open at the end. */
  open: number;
};

const LISTS = [
  "lost",
  "altered",
  "misdelivered",
  "split",
  "unexplained",
  "disordered",
  "unaccounted",
] as const;
export type Wrong = (typeof LISTS)[number];

/** How many there are of each kind of wrong. */
export const countsOf = (verdict: Verdict) =>
  Object.fromEntries(LISTS.map((list) => [list, verdict[list].length])) as Record<Wrong, number>;

/** What should not be, one line each; empty when all is as promised. */
export const wrongsOf = (verdict: Verdict): string[] => [
  ...LISTS.flatMap((list) => verdict[list].map((line) => `${list}: ${line}`)),
  ...(verdict.open > 0 ? [`${verdict.open} deliveries are still open`] : []),
];

type Request = Extract<ReceiverLine, { kind: "request" }> & { answered: number | null };
type Accepted = Extract<ProducerLine, { kind: "accepted" }>;
type Row = { event_id: string; endpoint_id: string; status: string; attempts: number };

export async function judge(evidence: Evidence, ledger: Ledger): Promise<Verdict> {
  const requests = requestsOf(evidence.received);
  const accepted = evidence.produced.filter((line): line is Accepted => line.kind === "accepted");
  const rows = await rowsOf(evidence.project, ledger);
  const repeats = repeatsOf(evidence, requests);
  return {
    accepted: accepted.length,
    arrived: requests.length,
    lost: lostOf(evidence, { requests, accepted, rows }),
    altered: alteredOf(evidence.produced, requests),
    misdelivered: misdeliveredOf(evidence, requests, accepted),
    split: splitOf(accepted),
    unexplained: repeats.unexplained,
    explained: repeats.explained,
    disordered: disorderedOf(evidence.endpoints, requests),
    unaccounted: unaccountedOf(evidence.endpoints, requests, rows),
    open: [...rows.values()].filter(({ status }) => status === "pending" || status === "held").length,
  };
}

function requestsOf(received: ReceiverLine[]): Request[] {
  const requests = new Map<number, Request>();
  for (const line of received)
    if (line.kind === "request") requests.set(line.n, { ...line, answered: null });
    else {
      const request = requests.get(line.n);
      if (request) request.answered = line.status;
    }
  return [...requests.values()];
}

const at = (event: string, path: string) => `${event} at ${path}`;

/** Deliveries by event and endpoint, both by uuid. */
async function rowsOf(project: string, ledger: Ledger): Promise<Map<string, Row>> {
  const rows = await ledger.query<Row>(
    `SELECT d.event_id, d.endpoint_id, d.status, count(a.id)::int AS attempts FROM deliveries d
     LEFT JOIN attempts a ON a.delivery_id = d.id WHERE d.project_id = $1 GROUP BY d.id`,
    [uuidOf("project", project)],
  );
  return new Map(rows.map((row) => [at(row.event_id, row.endpoint_id), row]));
}

type Accounts = { requests: Request[]; accepted: Accepted[]; rows: Map<string, Row> };

/** An endpoint that was off for any part of a publish may or may not have been asked for it. */
const wasSurelyOn = ({ disabled }: Evidence, { sentAt, at: acceptedAt }: Accepted) =>
  disabled.every(({ from, to }) => acceptedAt < from - TOGGLE_MS || sentAt > to + TOGGLE_MS);
/** How long a call that disables or enables may have been under way, retries included. */
const TOGGLE_MS = 30_000;

function lostOf(evidence: Evidence, { requests, accepted, rows }: Accounts): string[] {
  const arrived = new Set(requests.filter(({ verified }) => verified).map(({ id, path }) => at(id, path)));
  return accepted.flatMap((event) =>
    evidence.endpoints.flatMap(({ id, path, manner }) => {
      if ((event.sequence !== null) !== (manner === "ordered")) return [];
      const row = rows.get(at(uuidOf("event", event.id) ?? "", uuidOf("endpoint", id) ?? ""));
      const label = at(event.id, path);
      if (!row) return manner === "toggled" && !wasSurelyOn(evidence, event) ? [] : [`${label}: no delivery`];
      if (row.status === "failed") return [];
      if (row.status === "cancelled") return manner === "toggled" ? [] : [`${label}: cancelled`];
      if (row.status !== "succeeded") return [`${label}: ${row.status}`];
      return arrived.has(label) ? [] : [`${label}: recorded as delivered, never arrived`];
    }),
  );
}

function alteredOf(produced: ProducerLine[], requests: Request[]): string[] {
  const hashes = new Map(
    produced.flatMap((line) => (line.kind === "sending" ? [[line.producerId, line.sha256]] : [])),
  );
  return requests
    .filter(({ producerId, sha256, verified }) => !verified || hashes.get(producerId) !== sha256)
    .map(({ id, path, verified }) => `${at(id, path)}: ${verified ? "other bytes" : "not verified"}`);
}

function misdeliveredOf(
  { endpoints, disabled }: Evidence,
  requests: Request[],
  accepted: Accepted[],
): string[] {
  const off = new Set(
    accepted
      .filter(({ sentAt, at: acceptedAt }) =>
        disabled.some(({ from, to }) => sentAt > from && acceptedAt < to),
      )
      .map(({ id }) => id),
  );
  const toggled = endpoints.filter(({ manner }) => manner === "toggled").map(({ path }) => path);
  return requests
    .filter(({ id, path }) => toggled.includes(path) && off.has(id))
    .map(({ id, path }) => at(id, path));
}

function splitOf(accepted: Accepted[]): string[] {
  const ids = new Map<string, string>();
  return accepted
    .filter(({ producerId, id }) => {
      const known = ids.get(producerId);
      ids.set(producerId, id);
      return known !== undefined && known !== id;
    })
    .map(({ producerId }) => producerId);
}

/** A worker that dies or sleeps between the answer and the write of it sends again: by contract, once, and only that. */
const REPEATING: readonly FaultKind[] = ["worker-kill", "worker-stop"];
const BEFORE_MS = 3_000;
const AFTER_MS = 1_000;

function repeatsOf(
  { inflicted }: Evidence,
  requests: Request[],
): { unexplained: string[]; explained: number } {
  const answeredAt = new Map<string, number>();
  const unexplained: string[] = [];
  const spent = new Set<string>();
  const windows = inflicted.filter(({ kind }) => REPEATING.includes(kind));
  for (const { id, path, at: arrivedAt, answered } of requests) {
    const label = at(id, path);
    const before = answeredAt.get(label);
    if (before !== undefined) {
      // One kill explains one repeat of a delivery, not two.
      const reason = windows.findIndex(
        ({ from, to }, n) =>
          from - BEFORE_MS <= before && before <= to + AFTER_MS && !spent.has(`${n} ${label}`),
      );
      if (reason === -1) unexplained.push(`${label}: answered at ${before}, again at ${arrivedAt}`);
      else spent.add(`${reason} ${label}`);
    }
    if (answered === 200) answeredAt.set(label, arrivedAt);
  }
  return { unexplained, explained: spent.size };
}

function disorderedOf(endpoints: Endpoint[], requests: Request[]): string[] {
  const path = endpoints.find(({ manner }) => manner === "ordered")?.path;
  let last = 0;
  const seen = new Set<number>();
  const disordered: string[] = [];
  for (const { path: where, sequence } of requests) {
    if (where !== path || sequence === null || seen.has(sequence)) continue;
    seen.add(sequence);
    if (sequence < last) disordered.push(`${sequence} after ${last}`);
    last = Math.max(last, sequence);
  }
  return disordered;
}

function unaccountedOf(endpoints: Endpoint[], requests: Request[], rows: Map<string, Row>): string[] {
  const uuids = new Map(endpoints.map(({ id, path }) => [path, uuidOf("endpoint", id) ?? ""]));
  const counts = new Map<string, number>();
  for (const { id, path } of requests) {
    const key = at(uuidOf("event", id) ?? "", uuids.get(path) ?? "");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].flatMap(([key, count]) => {
    const attempts = rows.get(key)?.attempts ?? 0;
    return count > attempts ? [`${key}: ${count} requests, ${attempts} attempts`] : [];
  });
}

/**
 * Milliseconds from the end of a fault until everything accepted before it had arrived at the endpoints that stay
 * enabled; null when the next fault began before that. 0 when it had never been behind.
 */
export function recoveries({
  inflicted,
  produced,
  received,
  endpoints,
}: Evidence): [FaultKind, number | null][] {
  const paths = new Set(endpoints.filter(({ manner }) => manner !== "toggled").map(({ path }) => path));
  const first = new Map<string, number>();
  for (const line of received)
    if (line.kind === "request" && paths.has(line.path) && !first.has(line.id)) first.set(line.id, line.at);
  const accepted = produced.filter((line): line is Accepted => line.kind === "accepted");
  return inflicted.map(({ kind, from, to }) => {
    const arrivals = accepted.filter((line) => line.at <= to).map(({ id }) => first.get(id) ?? to);
    const recoveredAt = Math.max(to, ...arrivals);
    const next = Math.min(...inflicted.filter((other) => other.from > from).map((other) => other.from));
    return [kind, next < recoveredAt ? null : recoveredAt - to];
  });
}
