/**
 * A worker's sign of life. Leases belong to an incarnation that beats; when it has been silent for too long
 * the sweep voids them, and if it was only asleep it comes back as a new incarnation.
 */
import { pool, run } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { ownOutage } from "./own-outage";

export const BEAT_EVERY_MS = 2_000;
export const SILENT_AFTER_MS = 10_000;

// Rides workers_pkey.
const JOIN = { name: "worker-join", text: "INSERT INTO workers (id) VALUES ($1)" };
const BEAT = {
  name: "worker-beat",
  text: "UPDATE workers SET heartbeat_at = now(), network_away_since = to_timestamp($2::float8 / 1000) WHERE id = $1 RETURNING id",
};
const LEAVE = { name: "worker-leave", text: "DELETE FROM workers WHERE id = $1" };

export type Heartbeat = {
  workerId: () => string;
  /** True once others may take this worker for dead. */
  isSilent: () => boolean;
  stop: () => Promise<void>;
};

/** Joins and beats until stopped. Rejects only when the first sign of life cannot be written. */
export async function startHeartbeat(): Promise<Heartbeat> {
  let id = newUuid();
  let heardAt = performance.now();
  await run(pool("delivery"), JOIN, [id]);
  const beat = async () => {
    const beganAt = performance.now();
    try {
      const alive = await run(pool("delivery"), BEAT, [id, ownOutage.since()]);
      if (alive.length === 0) {
        id = newUuid();
        await run(pool("delivery"), JOIN, [id]);
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
