/** Vitest's global set-up: the Redis that `worker/engine-redis.db.test.ts` finds is a cluster, and its queue is sharded. */
import * as fs from "node:fs";
import { makeTestFolder } from "@/bin/test-folder.mjs";
import { startRedisCluster } from "@/e2e/redis-cluster";

export async function setup(): Promise<() => Promise<void>> {
  const folder = makeTestFolder();
  const cluster = await startRedisCluster({ folder, masters: 3, replicas: false });
  Object.assign(process.env, { REDIS_TEST_URL: cluster.url, QUEUE_SHARDS: "6" });
  return async () => {
    await cluster.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
}
