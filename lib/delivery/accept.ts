/**
 * Takes events in. It promises that an accepted event and all of its deliveries are committed, in one
 * statement, before the promise resolves, that one producer id makes one event for ever, and that a bad
 * neighbour in a group commit fails alone. Parsing and permission are `lib/publish.ts`; ringing comes after.
 */
import { pool, run } from "@/lib/platform/db";
import { failpoint } from "@/lib/platform/failpoint";
import { newUuid, publicId } from "@/lib/platform/ids";
import { counters } from "@/lib/platform/metrics";
import { wake } from "@/lib/platform/queue";
import { renderBody } from "@/lib/policy/render-body";
import { INSERT_EVENTS, insertValues } from "./accept-statement";
import { findDuplicates, type KnownEvent } from "./duplicates";
import { type FanOut, fanOutOf, type Target } from "./fan-out";
import { noteChange } from "./live";
import { type RoutedEndpoint, type Routing, routingOf } from "./routing";
import { flushSoon } from "./runs";
import { registerUnknownType } from "./unknown-types";

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
  | { kind: "conflict" | "unknown-type" | "no-project" };

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
type Waiting = {
  prepared: Prepared;
  resolve: (accepted: Accepted) => void;
  reject: (error: unknown) => void;
};

const MAX_EVENTS = 500;
const MAX_DELIVERIES = 20_000;
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
  let stale: number | undefined;
  for (let round = 0; round < MAX_STALE; round++) {
    const routing = await routingOf(event.projectId, stale);
    if (!routing) return { kind: "no-project" };
    const known = routing.types.get(event.type);
    if (routing.strictTypes && !known?.registered) {
      // The type may have been registered since this was read: refused is only what is refused afresh.
      if (stale !== undefined) return { kind: "unknown-type" };
      stale = routing.version;
      continue;
    }
    if (!known) await registerUnknownType(routing, event.type);
    const answer = await commit(await prepare(event, routing));
    if (answer !== "stale") return answer;
    stale = routing.version;
  }
  throw new Error("the project's endpoints change faster than an event can be routed");
}

async function prepare(event: NewEvent, routing: Routing): Promise<Prepared> {
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

function commit(prepared: Prepared): Promise<Accepted | "stale"> {
  return new Promise<Accepted | "stale">((resolve, reject) => {
    waiting.push({ prepared, resolve: resolve as Waiting["resolve"], reject });
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
  let count = 0;
  for (const { prepared } of waiting) {
    bytes +=
      prepared.event.payload.length + prepared.bodies.reduce((sum, body) => sum + body.content.length, 0);
    deliveries += prepared.deliveries.length;
    if (count > 0 && (count >= MAX_EVENTS || bytes > MAX_BYTES || deliveries > MAX_DELIVERIES)) break;
    count++;
  }
  return waiting.splice(0, count);
}

async function commitGroup(group: Waiting[]): Promise<void> {
  try {
    const inserted = await insert(group.map((each) => each.prepared));
    failpoint("after_commit");
    afterCommit(group.filter((each) => inserted.has(each.prepared.id)));
    const rest = group.filter((each) => !inserted.has(each.prepared.id));
    const known = await findDuplicates(rest.map((each) => each.prepared.event));
    for (const each of rest)
      (each.resolve as (answer: Accepted | "stale") => void)(answerFor(each.prepared.event, known));
  } catch (error) {
    if (group.length === 1 || isDeadConnection(error)) for (const each of group) each.reject(error);
    else for (const each of group) await commitGroup([each]);
  }
}

const isDeadConnection = (error: unknown) => !/^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? "");

async function insert(prepared: Prepared[]): Promise<Set<string>> {
  // In one order everywhere, so that two commits with the same producer ids cannot wait for each other.
  const ordered = prepared.toSorted((a, b) =>
    (a.event.producerId ?? "") < (b.event.producerId ?? "") ? -1 : 1,
  );
  const rows = await run<{ id: string }>(pool("ingest"), INSERT_EVENTS, insertValues(ordered));
  return new Set(rows.map((row) => row.id));
}

function afterCommit(committed: Waiting[]): void {
  const endpoints = new Set<string>();
  for (const { prepared, resolve } of committed) {
    const deliveries = prepared.deliveries.map(({ id, endpointId }) => ({ id, endpointId }));
    for (const { endpointId } of deliveries) endpoints.add(endpointId);
    counters.deliveries.inc(deliveries.length);
    noteChange(prepared.event.projectId, { event: prepared.id });
    if (prepared.event.runEnd && prepared.routing.holdSeconds !== null) flushSoon(prepared.event);
    resolve({ kind: "accepted", id: prepared.id, deliveries, duplicate: false });
  }
  counters.events.inc(committed.length);
  void wake(endpoints);
}

function answerFor(event: NewEvent, known: Map<string, KnownEvent>): Accepted | "stale" {
  const first = event.producerId === null ? undefined : known.get(`${event.projectId} ${event.producerId}`);
  if (!first) return "stale";
  if (!Buffer.from(event.contentHash).equals(first.contentHash)) return { kind: "conflict" };
  return { kind: "accepted", id: first.id, deliveries: first.deliveries, duplicate: true };
}
