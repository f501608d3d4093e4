/** Connects the queues to the engine: one worker per shard and lane of this process, each ring a drain of its endpoint. */
import { type DrainContext, heldLeases } from "@/lib/delivery/drain";
import { startHeartbeat } from "@/lib/delivery/heartbeat";
import { openSender } from "@/lib/delivery/sender";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { drainer, type Lane, lanesHere } from "@/lib/platform/queue";
import { answerRings } from "./rings";

export type Drains = {
  workerId: () => string;
  /** Lease tokens of the drains under way. */
  held: () => string[];
  /** Drains an endpoint that nobody rang. */
  drain: (endpointId: string, lane: Lane) => Promise<void>;
  stop: (graceMs: number) => Promise<void>;
};

const LANES: Record<Lane, () => number> = {
  fast: () => env.WORKER_CONCURRENCY,
  slow: () => env.WORKER_SLOW_CONCURRENCY,
};

/** Starts answering rings. Rejects when Postgres cannot be reached. */
export async function startDrains(): Promise<Drains> {
  const sender = openSender();
  const heartbeat = await startHeartbeat();
  const abort = new AbortController();
  let stopping = false;
  const context: DrainContext = {
    workerId: heartbeat.workerId,
    send: sender.send,
    stopping: () => stopping,
    isSilent: heartbeat.isSilent,
    abort: abort.signal,
  };
  const lanes = {
    fast: answerRings(context, "fast", LANES.fast()),
    slow: answerRings(context, "slow", LANES.slow()),
  };
  const workers = lanesHere().flatMap((lane) =>
    Array.from({ length: env.QUEUE_SHARDS }, (_, shard) => drainer(lane, shard, LANES[lane](), lanes[lane])),
  );
  for (const each of workers)
    each.run().catch((error) => log().error({ error: String(error) }, "queue worker ended"));

  return {
    workerId: heartbeat.workerId,
    held: heldLeases,
    drain: (endpointId, lane) => lanes[lane].one(endpointId),
    stop: async (graceMs) => {
      stopping = true;
      const late = setTimeout(() => abort.abort(), graceMs);
      const closing = Promise.all(workers.map((each) => each.close().catch(() => undefined)));
      await Promise.all([lanes.fast.ended(), lanes.slow.ended()]);
      clearTimeout(late);
      await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 5_000))]);
      await sender.close();
      await heartbeat.stop();
    },
  };
}
