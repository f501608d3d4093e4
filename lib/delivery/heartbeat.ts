/**
 * A worker's sign of life. Leases belong to an incarnation that beats; when it has been silent for too long
 * the sweep voids them, and if it was only asleep it comes back as a new incarnation.
 */
import { pool, run } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { lanesHere } from "@/lib/platform/queue";
import { type Counts, ownOutage } from "./own-outage";

export const BEAT_EVERY_MS = 2_000;
export const SILENT_AFTER_MS = 10_000;

// Rides workers_pkey.
const JOIN = { name: "worker-join", text: "INSERT INTO workers (id, lanes) VALUES ($1, $2)" };
const BEAT = {
  name: "worker-beat",
  text: `
WITH beat AS (
  UPDATE workers SET heartbeat_at = now(), network_away_since = to_timestamp($2::float8 / 1000), endpoints_seen = $3,
    endpoints_unreached = $4
  WHERE id = $1 RETURNING id
)
SELECT coalesce(sum(w.endpoints_seen), 0)::int AS seen, coalesce(sum(w.endpoints_unreached), 0)::int AS unreached
FROM beat LEFT JOIN workers w ON 'fast' = ANY (w.lanes) AND w.id <> beat.id
  AND w.heartbeat_at > now() - ${SILENT_AFTER_MS} * interval '1 millisecond'
GROUP BY beat.id`,
};
const LEAVE = { name: "worker-leave", text: "DELETE FROM workers WHERE id = $1" };

export type Heartbeat = {
  workerId: () => string;
  /** True once others may take this worker for dead. */
  isSilent: () => boolean;
  stop: () => Promise<void>;
};

/** Who only meets endpoints that do not answer cannot tell by them whether the network is away. */
function hear(others: Counts): void {
  if (!lanesHere().includes("fast")) ownOutage.hear(others);
}

/** Joins and beats until stopped. Rejects only when the first sign of life cannot be written. */
export async function startHeartbeat(): Promise<Heartbeat> {
  let id = newUuid();
  let heardAt = performance.now();
  await run(pool("delivery"), JOIN, [id, lanesHere()]);
  const beat = async () => {
    const beganAt = performance.now();
    try {
      const { seen, unreached } = ownOutage.judgeNow();
      const [others] = await run<Counts>(pool("delivery"), BEAT, [id, ownOutage.since(), seen, unreached]);
      if (others) hear(others);
      else {
        id = newUuid();
        await run(pool("delivery"), JOIN, [id, lanesHere()]);
        log().warn("this worker was taken for dead; its leases are void and it starts over");
      }
      heardAt = beganAt;
    } catch (error) {
      log().debug({ error: String(error) }, "heartbeat missed");
    }
  };
  const timer = setInterval(beat, BEAT_EVERY_MS);
  return {
    workerId: () => id,
    isSilent: () => performance.now() - heardAt > SILENT_AFTER_MS,
    stop: async () => {
      clearInterval(timer);
      await run(pool("delivery"), LEAVE, [id]).catch(() => undefined);
    },
  };
}
