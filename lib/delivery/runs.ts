/**
 * What happens to held deliveries: when their run ends, or has held them for too long, those of each endpoint
 * become one batch in publish order (several where it is large), carried by the first of them. The others
 * stay held and settle as their batch does. A crash leaves the run unflushed, and the sweep flushes it.
 */
import { notFound } from "@/lib/api-error";
import { isDatabaseAway, onClient, pool, run } from "@/lib/platform/db";
import { newUuid, publicId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { wake } from "@/lib/platform/queue";
import { type RenderedEvent, renderBatch } from "@/lib/policy/render-body";
import type { NewEvent } from "./accept";
import { noteChange } from "./live";
import { type RoutedEndpoint, type Routing, routingOf } from "./routing";

/** A batch holds at most this many events and about this many bytes of payload; a longer run is several batches. */
export const MAX_BATCH_EVENTS = 1_000;
const MAX_BATCH_BYTES = 512 * 1024;
/** A run is released in portions, because a run may be as large as whoever publishes likes: more than a batch, so that one is whole. */
const PORTION_EVENTS = 2 * MAX_BATCH_EVENTS;
const PORTION_BYTES = 2 * MAX_BATCH_BYTES;

type Held = {
  id: string;
  endpoint_id: string;
  event_id: string;
  type: string;
  category: string | null;
  channel: string | null;
  at: Date;
  payload: Buffer;
  /** Of how many this is one, before too many bytes were left out. */
  found: number;
};

type Locked = { flushed_at: Date | null; routing_version: number; now: Date };

// Rides runs_pkey and projects_pkey.
const LOCK_RUN = {
  name: "run-lock",
  text: `SELECT r.flushed_at, p.routing_version, now() FROM runs r JOIN projects p ON p.id = r.project_id
    WHERE r.project_id = $1 AND r.run_id = $2 FOR UPDATE OF r`,
};
const CLOSE_RUN = {
  name: "run-close",
  text: "UPDATE runs SET flushed_at = now() WHERE project_id = $1 AND run_id = $2 AND flushed_at IS NULL",
};
// Rides deliveries_held and events_pkey. Sizes are known without reading what is large.
const HELD = {
  name: "run-held",
  text: `SELECT id, endpoint_id, event_id, type, category, channel, at, payload, found::int FROM (
      SELECT d.id, d.endpoint_id, d.event_id, e.type, e.category, e.channel, e."timestamp" AS at, e.payload,
        sum(coalesce(octet_length(e.payload), 0)) OVER (ORDER BY d.endpoint_id, d.event_id ROWS UNBOUNDED PRECEDING)
          - coalesce(octet_length(e.payload), 0) AS before, count(*) OVER () AS found
      FROM (SELECT id, endpoint_id, event_id FROM deliveries
        WHERE project_id = $1 AND run_id = $2 AND status = 'held' AND batch_id IS NULL
          AND created_at <= coalesce($3::timestamptz, 'infinity')
        ORDER BY endpoint_id, event_id LIMIT ${PORTION_EVENTS}) d JOIN events e ON e.id = d.event_id) h
    WHERE before < ${PORTION_BYTES} ORDER BY endpoint_id, event_id`,
};
const RELEASE = {
  name: "run-release",
  text: `UPDATE deliveries SET status = 'pending', next_attempt_at = date_trunc('milliseconds', now())
    WHERE id = ANY ($1::uuid[]) AND status = 'held'`,
};
const NEW_BODIES = {
  name: "run-bodies",
  text: `INSERT INTO bodies (id, event_id, dialect, content) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[])`,
};
// Carriers get their batch's body; members learn their carrier.
const BATCH = {
  name: "run-batch",
  text: `WITH carrier AS (
      UPDATE deliveries d SET status = 'pending', body_id = c.body_id, next_attempt_at = date_trunc('milliseconds', now())
      FROM unnest($1::uuid[], $2::uuid[]) AS c(id, body_id) WHERE d.id = c.id AND d.status = 'held'
    )
    UPDATE deliveries d SET batch_id = m.batch_id FROM unnest($3::uuid[], $4::uuid[]) AS m(id, batch_id)
    WHERE d.id = m.id AND d.status = 'held'`,
};

export type RunName = { projectId: string; runId: string };

/** After the end of a run was accepted: flushes it without making the publisher wait. */
export function flushSoon({ projectId, runId }: Pick<NewEvent, "projectId" | "runId">): void {
  if (runId === null) return;
  flushRun({ projectId, runId }).catch((error) =>
    log().debug({ error: String(error) }, "run not flushed; the sweep will"),
  );
}

/**
 * Sends what the run holds and closes it: what comes later goes at once. Answers how many deliveries it released. One
 * that is still at it after `forMs` leaves the rest held and the run open, for the next who comes by.
 */
export const flushRun = (name: RunName, forMs = Number.POSITIVE_INFINITY): Promise<number> =>
  flush(name, CLOSE_RUN, forMs);

/** As `flushRun`, but the run goes on and later events are held again. Throws `not_found`. */
export async function flushNow(name: RunName): Promise<number> {
  const [known] = await run(
    pool("pages"),
    { name: "run-known", text: "SELECT 1 FROM runs WHERE project_id = $1 AND run_id = $2" },
    [name.projectId, name.runId],
  );
  if (!known) throw notFound();
  return flush(name, null, Number.POSITIVE_INFINITY);
}

/** Portion by portion; a crash between two leaves the rest held, and the run unflushed. */
async function flush(name: RunName, close: typeof CLOSE_RUN | null, forMs: number): Promise<number> {
  const endsAt = performance.now() + forMs;
  let total = 0;
  let routing = await routingOf(name.projectId);
  // A run that goes on is let go up to here, and not for as long as events come.
  for (let until: Date | null = null; ; ) {
    const portion: Portion | "stale" = await release(name, { routing, close, until });
    // Not while the run is locked: who waits for that lock may have all the connections that routing is read with.
    if (portion === "stale") routing = await routingOf(name.projectId, routing?.version);
    else {
      total += portion.released;
      if (!portion.more || performance.now() > endsAt) return total;
      until ??= close ? null : portion.at;
    }
  }
}

type Release = { routing: Routing | null; close: typeof CLOSE_RUN | null; until: Date | null };
type Portion = { released: number; more: boolean; at: Date | null };

/** One portion, and with the last of them the end of the run; `stale`, and nothing done, when routing has changed. */
async function release({ projectId, runId }: RunName, given: Release): Promise<Portion | "stale"> {
  const { routing, close, until } = given;
  return onClient("delivery", async (client) => {
    await client.query("BEGIN");
    const [locked] = await run<Locked>(client, LOCK_RUN, [projectId, runId]);
    if (locked && routing && routing.version < locked.routing_version) {
      await client.query("ROLLBACK");
      return "stale";
    }
    const found =
      locked && !locked.flushed_at ? await run<Held>(client, HELD, [projectId, runId, until]) : [];
    const { whole, more } = wholePortions(found);
    const endpoints = new Map(routing?.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    const batches = intoBatches(whole, endpoints, runId);
    const held = whole.flat();
    const single = held.filter((row) => endpoints.get(row.endpoint_id)?.dialect.body.kind !== "batch");
    if (single.length > 0) await run(client, RELEASE, [single.map((row) => row.id)]);
    if (batches.length > 0) await storeBatches(client, batches);
    if (close && !more) await run(client, close, [projectId, runId]);
    await client.query("COMMIT");
    if (held.length > 0) noteChange(projectId, { event: runId });
    await wake(new Set(held.map((row) => row.endpoint_id)));
    return { released: held.length, more, at: locked?.now ?? null };
  });
}

/** What was found, by batch; of more than was found the last batch may be a part, and is left for the next time. */
function wholePortions(found: Held[]): { whole: Held[][]; more: boolean } {
  const all = portions(found);
  const candidates = found[0]?.found ?? 0;
  const more = candidates === PORTION_EVENTS || found.length < candidates;
  return { whole: more && all.length > 1 ? all.slice(0, -1) : all, more };
}

type Batch = { bodyId: string; dialect: string; content: Uint8Array; carrier: Held; members: Held[] };

function intoBatches(whole: Held[][], endpoints: Map<string, RoutedEndpoint>, runId: string): Batch[] {
  const batches: Batch[] = [];
  for (const portion of whole) {
    const [carrier, ...members] = portion;
    const dialect = carrier && endpoints.get(carrier.endpoint_id)?.dialect;
    if (!carrier || dialect?.body.kind !== "batch") continue;
    const content = renderBatch(
      dialect,
      portion.map((row) => rendered(row, runId)),
    );
    batches.push({ bodyId: newUuid(), dialect: dialect.name, content, carrier, members });
  }
  return batches;
}

/** Consecutive rows of one endpoint, within the limits of a batch. Pure. */
export function portions<Row extends Pick<Held, "endpoint_id" | "payload">>(held: Row[]): Row[][] {
  const all: Row[][] = [];
  let bytes = 0;
  for (const row of held) {
    const current = all.at(-1);
    const fits = current?.[0]?.endpoint_id === row.endpoint_id && current.length < MAX_BATCH_EVENTS;
    if (current && fits && bytes + row.payload.length <= MAX_BATCH_BYTES) {
      current.push(row);
      bytes += row.payload.length;
    } else {
      all.push([row]);
      bytes = row.payload.length;
    }
  }
  return all;
}

const rendered = (row: Held, runId: string): RenderedEvent => ({
  id: publicId("event", row.event_id),
  type: row.type,
  category: row.category,
  channel: row.channel,
  run: runId,
  timestampMs: row.at.getTime(),
  payload: row.payload,
});

async function storeBatches(client: Parameters<typeof run>[0], batches: Batch[]): Promise<void> {
  await run(client, NEW_BODIES, [
    batches.map((batch) => batch.bodyId),
    batches.map((batch) => batch.carrier.event_id),
    batches.map((batch) => batch.dialect),
    batches.map((batch) => Buffer.from(batch.content)),
  ]);
  const members = batches.flatMap((batch) =>
    batch.members.map((row) => ({ id: row.id, batchId: batch.carrier.id })),
  );
  await run(client, BATCH, [
    batches.map((batch) => batch.carrier.id),
    batches.map((batch) => batch.bodyId),
    members.map((member) => member.id),
    members.map((member) => member.batchId),
  ]);
}

const RUNS_AT_ONCE = 100;
/** Of a sweep, which has others to wake: for one run, and for all of them. */
const RUN_MS = 1_000;
const RUNS_MS = 3_000;

/** Flushes runs that ended or have held for their time, for some seconds; called by the sweep. Rides runs_to_flush. */
export async function flushDueRuns(): Promise<number> {
  const due = await run<{ project_id: string; run_id: string }>(
    pool("delivery"),
    {
      name: "runs-due",
      text: "SELECT project_id, run_id FROM runs WHERE flushed_at IS NULL AND flush_at <= now() ORDER BY flush_at LIMIT $1",
    },
    [RUNS_AT_ONCE],
  );
  const endsAt = performance.now() + RUNS_MS;
  for (const { project_id: projectId, run_id: runId } of due) {
    if (performance.now() > endsAt) break;
    await flushRun({ projectId, runId }, RUN_MS).catch((error) => {
      if (isDatabaseAway(error)) throw error;
      // One that cannot be sent must not keep the others.
      log().error({ projectId, runId, error: String(error) }, "a run could not be flushed");
    });
  }
  return due.length;
}

const BATCHES_AT_ONCE = 20;

// From batch to batch, because those that wait for an endpoint that is away may have a million members. Rides
// deliveries_in_batch and deliveries_pkey.
const SETTLE = {
  name: "batches-settle",
  text: `
WITH RECURSIVE batch AS (
  SELECT (SELECT batch_id FROM deliveries WHERE status = 'held' AND batch_id IS NOT NULL ORDER BY batch_id LIMIT 1) AS id
  UNION ALL
  SELECT (SELECT d.batch_id FROM deliveries d WHERE d.status = 'held' AND d.batch_id > b.id ORDER BY d.batch_id LIMIT 1)
  FROM batch b WHERE b.id IS NOT NULL
), settled AS (
  SELECT c.* FROM batch b JOIN deliveries c ON c.id = b.id
  WHERE c.status IN ('succeeded', 'failed', 'cancelled') LIMIT ${BATCHES_AT_ONCE}
)
UPDATE deliveries m SET status = c.status, settled_at = now(), attempt_count = c.attempt_count,
  last_status_code = c.last_status_code, last_duration_ms = c.last_duration_ms, reason = c.reason
FROM settled c WHERE m.status = 'held' AND m.batch_id = c.id
RETURNING m.id, m.project_id, m.batch_id`,
};

/** Members of a batch settle as it did; called by the sweep. */
export async function settleBatches(): Promise<void> {
  const endsAt = performance.now() + RUNS_MS;
  for (let batches = BATCHES_AT_ONCE; batches === BATCHES_AT_ONCE && performance.now() < endsAt; ) {
    const settled = await run<{ id: string; project_id: string; batch_id: string }>(
      pool("delivery"),
      SETTLE,
      [],
    );
    for (const { id, project_id } of settled) noteChange(project_id, { delivery: id });
    batches = new Set(settled.map(({ batch_id }) => batch_id)).size;
  }
}
