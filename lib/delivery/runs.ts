/**
 * What happens to held deliveries: when their run ends, or has held them for too long, those of each endpoint
 * become one batch in publish order (several where it is large), carried by the first of them. The others
 * stay held and settle as their batch does. A crash leaves the run unflushed, and the sweep flushes it.
 */
import { notFound } from "@/lib/api-error";
import { onClient, pool, run } from "@/lib/platform/db";
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

type Held = {
  id: string;
  endpoint_id: string;
  event_id: string;
  type: string;
  category: string | null;
  channel: string | null;
  at: Date;
  payload: Buffer;
};

type Locked = { flushed_at: Date | null; routing_version: number };

// Rides runs_pkey and projects_pkey.
const LOCK_RUN = {
  name: "run-lock",
  text: `SELECT r.flushed_at, p.routing_version FROM runs r JOIN projects p ON p.id = r.project_id
    WHERE r.project_id = $1 AND r.run_id = $2 FOR UPDATE OF r`,
};
const CLOSE_RUN = {
  name: "run-close",
  text: "UPDATE runs SET flushed_at = now() WHERE project_id = $1 AND run_id = $2",
};
// Rides deliveries_held and events_pkey.
const HELD = {
  name: "run-held",
  text: `SELECT d.id, d.endpoint_id, d.event_id, e.type, e.category, e.channel, e."timestamp" AS at, e.payload
    FROM deliveries d JOIN events e ON e.id = d.event_id
    WHERE d.project_id = $1 AND d.run_id = $2 AND d.status = 'held' AND d.batch_id IS NULL
    ORDER BY d.endpoint_id, d.event_id`,
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

/** Sends what the run holds and closes it: what comes later goes at once. Answers how many deliveries it released. */
export const flushRun = (name: RunName): Promise<number> => flush(name, CLOSE_RUN);

/** As `flushRun`, but the run goes on and later events are held again. Throws `not_found`. */
export async function flushNow(name: RunName): Promise<number> {
  const [known] = await run(
    pool("pages"),
    { name: "run-known", text: "SELECT 1 FROM runs WHERE project_id = $1 AND run_id = $2" },
    [name.projectId, name.runId],
  );
  if (!known) throw notFound();
  return flush(name, null);
}

async function flush(name: RunName, close: typeof CLOSE_RUN | null): Promise<number> {
  const routing = await routingOf(name.projectId);
  const released = await release(name, { routing, close });
  if (released !== null) return released;
  // Not while the run is locked: who waits for that lock may have all the connections that routing is read with.
  await routingOf(name.projectId, routing?.version);
  return flush(name, close);
}

type Release = { routing: Routing | null; close: typeof CLOSE_RUN | null };

/** How many deliveries it released; null, and nothing done, when the routing is no longer what it was. */
async function release({ projectId, runId }: RunName, { routing, close }: Release): Promise<number | null> {
  return onClient("delivery", async (client) => {
    await client.query("BEGIN");
    const [locked] = await run<Locked>(client, LOCK_RUN, [projectId, runId]);
    if (locked && routing && routing.version < locked.routing_version) {
      await client.query("ROLLBACK");
      return null;
    }
    const held = locked && !locked.flushed_at ? await run<Held>(client, HELD, [projectId, runId]) : [];
    const endpoints = new Map(routing?.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    const batches = held.length > 0 ? intoBatches(held, endpoints, runId) : [];
    const single = held.filter((row) => endpoints.get(row.endpoint_id)?.dialect.body.kind !== "batch");
    if (single.length > 0) await run(client, RELEASE, [single.map((row) => row.id)]);
    if (batches.length > 0) await storeBatches(client, batches);
    if (close) await run(client, close, [projectId, runId]);
    await client.query("COMMIT");
    if (held.length > 0) noteChange(projectId, { event: runId });
    await wake(new Set(held.map((row) => row.endpoint_id)));
    return held.length;
  });
}

type Batch = { bodyId: string; dialect: string; content: Uint8Array; carrier: Held; members: Held[] };

function intoBatches(held: Held[], endpoints: Map<string, RoutedEndpoint>, runId: string): Batch[] {
  const batches: Batch[] = [];
  for (const portion of portions(held)) {
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

/** Flushes runs that ended or have held for their time; called by the sweep. Rides runs_to_flush. */
export async function flushDueRuns(): Promise<number> {
  const due = await run<{ project_id: string; run_id: string }>(
    pool("delivery"),
    {
      name: "runs-due",
      text: "SELECT project_id, run_id FROM runs WHERE flushed_at IS NULL AND flush_at <= now() ORDER BY flush_at LIMIT $1",
    },
    [RUNS_AT_ONCE],
  );
  for (const { project_id: projectId, run_id: runId } of due) await flushRun({ projectId, runId });
  return due.length;
}

/** Members of a batch settle as it did; called by the sweep. Rides deliveries_in_batch and deliveries_pkey. */
export async function settleBatches(): Promise<void> {
  const settled = await run<{ id: string; project_id: string }>(
    pool("delivery"),
    {
      name: "batches-settle",
      text: `UPDATE deliveries m SET status = c.status, settled_at = now(), attempt_count = c.attempt_count,
          last_status_code = c.last_status_code, last_duration_ms = c.last_duration_ms, reason = c.reason
        FROM deliveries c WHERE m.status = 'held' AND m.batch_id IS NOT NULL AND c.id = m.batch_id
          AND c.status IN ('succeeded', 'failed', 'cancelled')
        RETURNING m.id, m.project_id`,
    },
    [],
  );
  for (const { id, project_id } of settled) noteChange(project_id, { delivery: id });
}
