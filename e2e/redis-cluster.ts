/** A real Redis Cluster on loopback: masters with a replica each, and what happens to one node of it. */
import * as fs from "node:fs";
import path from "node:path";
import { Redis } from "ioredis";
import { freePort } from "@/bin/ports.mjs";
import { isAlive, until } from "@/bin/processes.mjs";
import { startRedis } from "@/bin/redis.mjs";

const SLOTS = 16_384;
const COME_UP_MS = 30_000;
/** How long a node may be silent before the others agree that it is gone. */
const NODE_TIMEOUT_MS = 2_000;

export type ClusterNode = {
  port: number;
  pid: () => number;
  isMaster: () => Promise<boolean>;
  /** Keys it holds, and bytes of memory it uses. */
  holds: () => Promise<{ keys: number; bytes: number }>;
  /** Kills it: nothing is saved but who it is in the cluster. */
  kill: () => Promise<void>;
  /** Starts it again, empty. */
  start: () => Promise<void>;
};
export type RedisCluster = {
  url: string;
  nodes: ClusterNode[];
  masters: () => Promise<ClusterNode[]>;
  replicasOf: (master: ClusterNode) => Promise<ClusterNode[]>;
  /** Resolves when every slot is served. */
  settled: () => Promise<void>;
  stop: () => Promise<void>;
};

export async function startRedisCluster(given: {
  folder: string;
  masters: number;
  replicas: boolean;
}): Promise<RedisCluster> {
  const count = given.masters * (given.replicas ? 2 : 1);
  const nodes: ClusterNode[] = [];
  for (let index = 0; index < count; index++) nodes.push(await startNode(given.folder, index));
  const stop = async () => void (await Promise.all(nodes.map((node) => node.kill())));
  const alive = () => nodes.filter((node) => isAlive(node.pid()));
  const masters = async () => {
    const roles = await Promise.all(alive().map(async (node) => ({ node, isMaster: await node.isMaster() })));
    return roles.filter(({ isMaster }) => isMaster).map(({ node }) => node);
  };
  const settled = () =>
    eventually("the cluster serves all slots", async () => {
      const infos = await Promise.all(
        alive().map((node) => ask(node.port, (redis) => redis.cluster("INFO"))),
      );
      return infos.every(
        (info) => /cluster_state:ok/.test(info) && info.includes(`cluster_slots_ok:${SLOTS}`),
      );
    });
  const replicasOf = async (master: ClusterNode) => {
    const [, , replicas] = (await ask(master.port, (redis) => redis.role())) as [string, number, string[][]];
    return nodes.filter(({ port }) => replicas.some(([, at]) => Number(at) === port));
  };
  try {
    await join(nodes, given.masters);
    await settled();
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
  return { url, nodes, masters, replicasOf, settled, stop };
}

async function startNode(folder: string, index: number): Promise<ClusterNode> {
  const own = path.join(folder, `redis-${index}`);
  fs.mkdirSync(own);
  const [port, busPort] = [await freePort(), await freePort()];
  const args = [
    ["--cluster-enabled", "yes"],
    ["--cluster-port", String(busPort)],
    ["--cluster-node-timeout", String(NODE_TIMEOUT_MS)],
    // The queues of the masters that are there go on.
    ["--cluster-require-full-coverage", "no"],
  ].flat();
  const start = () => startRedis({ folder: own, port, args });
  let running = await start();
  return {
    port,
    pid: () => running.pid,
    isMaster: () => ask(port, async (redis) => (await redis.role())[0] === "master"),
    holds: () =>
      ask(port, async (redis) => ({
        keys: await redis.dbsize(),
        bytes: Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1]),
      })),
    kill: async () => {
      running.stop();
      await until(() => !isAlive(running.pid), 5_000);
    },
    start: async () => {
      running = await start();
    },
  };
}

async function join(nodes: ClusterNode[], masters: number): Promise<void> {
  const busPorts = await Promise.all(nodes.map(({ port }) => ask(port, busPortOf)));
  const ids = await Promise.all(nodes.map(({ port }) => ask(port, (redis) => redis.cluster("MYID"))));
  const [first] = nodes;
  if (!first) return;
  await ask(first.port, async (redis) => {
    for (const [index, { port }] of nodes.entries())
      await redis.call("CLUSTER", "MEET", "127.0.0.1", String(port), String(busPorts[index]));
  });
  const share = Math.ceil(SLOTS / masters);
  for (const [index, { port }] of nodes.slice(0, masters).entries())
    await ask(port, (redis) =>
      redis.cluster("ADDSLOTSRANGE", index * share, Math.min(SLOTS, (index + 1) * share) - 1),
    );
  await eventually("all nodes know each other", async () => {
    const known = await Promise.all(nodes.map(({ port }) => ask(port, (redis) => redis.cluster("INFO"))));
    return known.every((info) => info.includes(`cluster_known_nodes:${nodes.length}`));
  });
  for (const [index, { port }] of nodes.slice(masters).entries())
    await ask(port, (redis) => redis.call("CLUSTER", "REPLICATE", String(ids[index % masters])));
  await eventually("every replica follows its master", async () => {
    const roles = await Promise.all(
      nodes.slice(masters).map(({ port }) => ask(port, (redis) => redis.role())),
    );
    return roles.every(([role, , , state]) => role === "slave" && state === "connected");
  });
}

async function busPortOf(redis: Redis): Promise<string> {
  const [, port = ""] = (await redis.config("GET", "cluster-port")) as string[];
  return port;
}

async function ask<Answer>(port: number, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis({ port, host: "127.0.0.1", maxRetriesPerRequest: 3 }).on("error", () => undefined);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + COME_UP_MS; performance.now() < end; ) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: not within ${COME_UP_MS / 1_000} s`);
}
