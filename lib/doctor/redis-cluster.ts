/** Whether the cluster that holds the bells serves all of them, would survive the loss of a node, and is made use of. */
import type { Redis } from "ioredis";
import type { Finding } from "@/lib/contract/doctor";
import { counted, error, ok, warning } from "./findings";

const SLOTS = 16_384;

/** What CLUSTER INFO and CLUSTER NODES say. */
export type ClusterFacts = {
  servedSlots: number;
  masters: { url: string; replicas: number }[];
  /** `QUEUE_SHARDS`. */
  shards: number;
};

/** The cluster as the first node sees it that answers; rejects when none does. */
export async function readCluster(
  nodes: string[],
  ask: <Answer>(url: string, question: (redis: Redis) => Promise<Answer>) => Promise<Answer>,
): Promise<Omit<ClusterFacts, "shards">> {
  const [first = "", ...others] = nodes;
  const seen = async (redis: Redis) => ({
    info: await redis.cluster("INFO"),
    nodes: await redis.cluster("NODES"),
  });
  try {
    const { info, nodes: lines } = await ask(first, seen);
    return {
      servedSlots: Number(/cluster_slots_ok:(\d+)/.exec(info)?.[1] ?? 0),
      masters: mastersIn(String(lines), new URL(first)),
    };
  } catch (thrown) {
    if (others.length === 0) throw thrown;
    return readCluster(others, ask);
  }
}

/** Lines are `id host:port@bus[,name] flags master ping pong epoch link slot …`; without slots a master holds no bell. */
function mastersIn(lines: string, like: URL): ClusterFacts["masters"] {
  const nodes = lines
    .trim()
    .split("\n")
    .map((line) => {
      const [id, address = "", flags = "", master, , , , , ...slots] = line.split(" ");
      return { id, address: address.split("@")[0] ?? "", flags: flags.split(","), master, slots };
    })
    .filter(({ flags }) => !flags.some((flag) => flag.startsWith("fail") || flag === "noaddr"));
  const masters = nodes.filter(({ flags, slots }) => flags.includes("master") && slots.length > 0);
  return masters.map(({ id, address }) => ({
    url: Object.assign(new URL(like), { host: address }).href,
    replicas: nodes.filter(({ master }) => master === id).length,
  }));
}

export function judgeCluster({ servedSlots, masters, shards }: ClusterFacts): Finding {
  const unserved = SLOTS - servedSlots;
  if (unserved > 0)
    return error(
      "redis-cluster",
      `${Math.ceil((unserved * 100) / SLOTS)} % of the cluster is away; the sweep delivers what cannot ring there, several seconds later.`,
      "Bring the missing masters back, or let a replica take over.",
    );
  if (shards < masters.length)
    return warning(
      "redis-cluster",
      `The queue has ${counted(shards, "shard")} for ${counted(masters.length, "master")}: some master idles.`,
      "Set QUEUE_SHARDS to several times the number of masters, the same for every process.",
    );
  const alone = masters.filter(({ replicas }) => replicas === 0).length;
  if (alone > 0)
    return warning(
      "redis-cluster",
      `${counted(alone, "master")} of the cluster ${alone === 1 ? "has" : "have"} no replica: while one is away, the sweep delivers what it would have rung for.`,
      "Give each master a replica.",
    );
  return ok(
    "redis-cluster",
    `${counted(masters.length, "master")} with replicas serve ${counted(shards, "shard")}.`,
  );
}
