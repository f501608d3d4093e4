/**
 * Takes events in. It promises that an accepted event and all of its deliveries are committed, in one
 * statement, before the promise resolves, that one producer id makes one event for ever, and that a bad
 * neighbour in a group commit fails alone. Parsing and permission are `lib/publish.ts`; ringing comes after.
 */
import type { FieldError } from "@/lib/contract/problem";
import { pool, run } from "@/lib/platform/db";
import { failpoint } from "@/lib/platform/failpoint";
import { newUuid, publicId } from "@/lib/platform/ids";
import { counters } from "@/lib/platform/metrics";
import { wake } from "@/lib/platform/queue";
import { renderBody } from "@/lib/policy/render-body";
import { INSERT_EVENTS, insertValues } from "./accept-statement";
import { refusedPayloads } from "./check-payloads";
import { findDuplicates, type KnownEvent } from "./duplicates";
import { type FanOut, fanOutOf, type Target } from "./fan-out";
import { noteChange } from "./live";
import { type RoutedEndpoint, type Routing, routingOf } from "./routing";
import { flushSoon } from "./runs";
import { registerUnknownType, TEST_TYPE } from "./unknown-types";

export type NewEvent = {
  projectId: string;
  /** The producer's id, or its Idempotency-Key behind `:`; null when it gave none. */
  producerId: string | null;
  type: string;
  channel: string | null;
  runId: string | null;
  runEnd: boolean;
  orderingKey: string | null;
  /** Unix milliseconds; null means now. */
  timestampMs: number | null;
  payload: Uint8Array;
  /** SHA-256 over all of the above as published. */
  contentHash: Uint8Array;
  /** Only to this endpoint, whatever it subscribes to: a test send. */
  only?: string;
};

export type DeliveryRef = { id: string; endpointId: string };
/** All ids are uuids. */
export type Accepted =
  | { kind: "accepted"; id: string; deliveries: DeliveryRef[]; duplicate: boolean }
  | { kind: "conflict" | "unknown-type" | "no-project" | "not-taken" | "too-many" }
  | { kind: "schema-violation"; problems: FieldError[] };

/** One event on its way into a statement. */
export type Prepared = {
  event: NewEvent;
  id: string;
  routing: Routing;
  fanOut: FanOut;
  timestampMs: number;
  bodies: { id: string; dialect: string; content: Uint8Array }[];
  deliveries: {
    id: string;
    endpointId: string;
    bodyId: string;
    orderingKey: string | null;
    /** Wanted at the end of the event's run. */
    held: boolean;
  }[];
};
type Answer = Accepted | "stale";
/** What was published together, and is committed together. */
type Waiting = {
  prepared: Prepared[];
  resolve: (answers: Answer[]) => void;
  reject: (error: unknown) => void;
};

const MAX_EVENTS = 500;
const MAX_DELIVERIES = 20_000;
/** What several events published together may make; one statement has to take them before its time is over. */
export const MAX_DELIVERIES_TOGETHER = 50_000;
const MAX_BYTES = 8 * 1024 * 1024;
const COMMITS_AT_ONCE = 2;
const MAX_STALE = 20;

const waiting: Waiting[] = [];
let committing = 0;
let scheduled = false;

/**
 * Commits one event and its deliveries, or says why not. Rejects only when Postgres does.
 * The same producer id with the same content answers the first event again, with other content `conflict`.
 */
export async function accept(event: NewEvent): Promise<Accepted> {
  const [answer] = await acceptAll([event]);
  return answer as Accepted;
}

/**
 * As `accept`, for events of one project that belong together: one statement takes them all, in their order,
 * and an unknown type among them leaves the others `not-taken`. Answers in the same order.
 */
export async function acceptAll(events: readonly NewEvent[]): Promise<Accepted[]> {
  const answers: Accepted[] = [];
  let open = [...events.keys()];
  let stale: number | undefined;
  for (let round = 0; round < MAX_STALE; round++) {
    const routing = await routingOf((events[0] as NewEvent).projectId, stale);
    if (!routing) return events.map(() => ({ kind: "no-project" }));
    if (routing.strictTypes && open.some((index) => !isRegistered(routing, events[index] as NewEvent))) {
      // The type may have been registered since this was read: refused is only what is refused afresh.
      if (stale !== undefined) return events.map((event) => refusedTypes(routing, event));
      stale = routing.version;
      continue;
    }
    const refused =
      routing.schemaCheck !== "off" &&
      refusedPayloads(routing, events, stale === undefined ? "remembered" : "fresh");
    if (refused && refused !== "stale") return refused;
    if (refused) {
      stale = routing.version;
      continue;
    }
    const prepared: Prepared[] = [];
    for (const index of open) prepared.push(await prepare(events[index] as NewEvent, routing));
    if (prepared.length > 1 && deliveriesOf(prepared) > MAX_DELIVERIES_TOGETHER)
      return events.map(() => ({ kind: "too-many" }));
    const committed = await commit(prepared);
    for (const [place, index] of open.entries()) {
      const answer = committed[place];
      if (answer && answer !== "stale") answers[index] = answer;
    }
    open = open.filter((index) => answers[index] === undefined);
    if (open.length === 0) return answers;
    stale = routing.version;
  }
  throw new Error("the project's endpoints change faster than an event can be routed");
}

const deliveriesOf = (prepared: Prepared[]) =>
  prepared.reduce((sum, { deliveries }) => sum + deliveries.length, 0);

const isRegistered = (routing: Routing, { type }: NewEvent) =>
  type === TEST_TYPE || routing.types.get(type)?.registered === true;
const refusedTypes = (routing: Routing, event: NewEvent): Accepted => ({
  kind: isRegistered(routing, event) ? "not-taken" : "unknown-type",
});

async function prepare(event: NewEvent, routing: Routing): Promise<Prepared> {
  if (!routing.types.has(event.type)) await registerUnknownType(routing, event.type);
  const fanOut = await fanOutOf(routing, event);
  const id = newUuid();
  const timestampMs = event.timestampMs ?? Date.now();
  const targets = event.only ? onlyTarget(routing, event.only) : fanOut.targets;
  const dialects = event.only ? targets.map(({ endpoint }) => endpoint.dialect) : fanOut.dialects;
  const rendered = {
    id: publicId("event", id),
    type: event.type,
    category: fanOut.category,
    channel: event.channel,
    run: event.runId,
    timestampMs,
    payload: event.payload,
  };
  const bodies = dialects.map((dialect) => ({
    id: newUuid(),
    dialect: dialect.name,
    content: renderBody(dialect, rendered),
  }));
  const bodyOf = new Map(bodies.map((body) => [body.dialect, body.id]));
  const deliveries = targets.map(({ endpoint, atRunEnd }) => ({
    id: newUuid(),
    endpointId: endpoint.id,
    bodyId: bodyOf.get(endpoint.dialect.name) as string,
    orderingKey: orderingKeyAt(endpoint, event),
    held: atRunEnd && event.runId !== null,
  }));
  return { event, id, routing, fanOut, timestampMs, bodies, deliveries };
}

const onlyTarget = (routing: Routing, id: string): Target[] =>
  routing.endpoints.filter((each) => each.id === id).map((endpoint) => ({ endpoint, atRunEnd: false }));

/** FIFO puts everything under one key; the keys of others follow the event, those of runs are set apart. */
function orderingKeyAt({ ordering }: RoutedEndpoint, { orderingKey, runId }: NewEvent): string | null {
  if (ordering === "fifo") return "";
  if (ordering === "run" && runId !== null) return `run:${runId}`;
  return orderingKey === null ? null : `key:${orderingKey}`;
}

function commit(prepared: Prepared[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    waiting.push({ prepared, resolve, reject });
    if (scheduled || committing >= COMMITS_AT_ONCE) return;
    scheduled = true;
    setImmediate(startCommits);
  });
}

/** An idle process commits at once; under load what arrives during a commit goes together in the next. */
function startCommits(): void {
  scheduled = false;
  while (waiting.length > 0 && committing < COMMITS_AT_ONCE) {
    committing++;
    void commitGroup(takeGroup()).finally(() => {
      committing--;
      startCommits();
    });
  }
}

function takeGroup(): Waiting[] {
  let bytes = 0;
  let deliveries = 0;
  let events = 0;
  let count = 0;
  for (const { prepared } of waiting) {
    for (const each of prepared) {
      bytes += each.event.payload.length;
      for (const body of each.bodies) bytes += body.content.length;
      deliveries += each.deliveries.length;
    }
    events += prepared.length;
    if (count > 0 && (events > MAX_EVENTS || bytes > MAX_BYTES || deliveries > MAX_DELIVERIES)) break;
    count++;
  }
  return waiting.splice(0, count);
}

async function commitGroup(group: Waiting[]): Promise<void> {
  try {
    const all = group.flatMap((each) => each.prepared);
    const inserted = await insert(all);
    failpoint("after_commit");
    afterCommit(all.filter((each) => inserted.has(each.id)));
    const rest = all.filter((each) => !inserted.has(each.id));
    const known = await findDuplicates(rest.map((each) => each.event));
    for (const { prepared, resolve } of group)
      resolve(prepared.map((each) => (inserted.has(each.id) ? taken(each) : answerFor(each.event, known))));
  } catch (error) {
    if (group.length === 1 || isDeadConnection(error)) for (const each of group) each.reject(error);
    else for (const each of group) await commitGroup([each]);
  }
}

const taken = ({ id, deliveries }: Prepared): Accepted => ({
  kind: "accepted",
  id,
  deliveries: deliveries.map((delivery) => ({ id: delivery.id, endpointId: delivery.endpointId })),
  duplicate: false,
});

const isDeadConnection = (error: unknown) => !/^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? "");

async function insert(prepared: Prepared[]): Promise<Set<string>> {
  // In one order everywhere, so that two commits with the same producer ids cannot wait for each other.
  const ordered = prepared.toSorted((a, b) =>
    (a.event.producerId ?? "") < (b.event.producerId ?? "") ? -1 : 1,
  );
  const rows = await run<{ id: string }>(pool("ingest"), INSERT_EVENTS, insertValues(ordered));
  return new Set(rows.map((row) => row.id));
}

function afterCommit(committed: Prepared[]): void {
  const endpoints = new Set<string>();
  for (const { id, event, routing, deliveries } of committed) {
    for (const { endpointId } of deliveries) endpoints.add(endpointId);
    counters.deliveries.inc(deliveries.length);
    const [first] = deliveries;
    // One stands for all of them: lists are read again, and nobody has a page of a delivery that is new.
    noteChange(event.projectId, { event: id, ...(first ? { delivery: first.id } : {}) });
    if (event.runEnd && routing.holdSeconds !== null) flushSoon(event);
  }
  counters.events.inc(committed.length);
  void wake(endpoints);
}

function answerFor(event: NewEvent, known: Map<string, KnownEvent>): Answer {
  const first = event.producerId === null ? undefined : known.get(`${event.projectId} ${event.producerId}`);
  if (!first) return "stale";
  if (!Buffer.from(event.contentHash).equals(first.contentHash)) return { kind: "conflict" };
  return { kind: "accepted", id: first.id, deliveries: first.deliveries, duplicate: true };
}
