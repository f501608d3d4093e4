/** What each fault does to a running product, and how it is taken back. */
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { signal } from "@/bin/processes.mjs";
import type { Client } from "@/e2e/api";
import type { Product, Program } from "@/e2e/product";
import type { Manner } from "./receiver";
import type { FaultKind } from "./schedule";

/** What faults are done to. */
export type Victims = {
  product: Product;
  api: Client;
  project: string;
  /** The endpoint that is disabled and enabled again. */
  toggled: string;
  behave: (manner: Manner, paths: string[]) => Promise<void>;
  paths: string[];
  pick: <T>(from: readonly T[]) => T;
  /** When the toggled endpoint was surely disabled: from the answer to one call to the next call. */
  disabled: { from: number; to: number }[];
  /** Resolves once the last toggle has enabled it again. */
  toggling: Promise<void>;
};

type Heal = () => Promise<void>;
const nothing: Heal = async () => undefined;

/** Does it; answers how to take it back. What restarts by itself needs no healing. */
export const INFLICT: Record<FaultKind, (victims: Victims) => Promise<Heal>> = {
  "worker-kill": async ({ product, pick }) => kill(pick(product.workers), "SIGKILL"),
  "worker-restart": async ({ product, pick }) => kill(pick(product.workers), "SIGTERM"),
  "worker-stop": async ({ product, pick }) => {
    const pid = pick(product.workers).pid();
    signal(pid, "SIGSTOP");
    return async () => void signal(pid, "SIGCONT");
  },
  "web-kill": async ({ product, pick }) => kill(pick(product.webs), "SIGKILL"),
  "redis-flush": async ({ product }) => {
    await redisSays(product, (redis) => redis.flushall());
    return nothing;
  },
  "redis-lost": async ({ product }) => {
    await product.redis?.stop();
    return async () => void (await product.redis?.start());
  },
  "redis-pause": async ({ product }) => {
    const pid = product.redis?.pid() ?? 0;
    signal(pid, "SIGSTOP");
    return async () => void signal(pid, "SIGCONT");
  },
  "redis-full": async ({ product }) => {
    await redisSays(product, (redis) => redis.config("SET", "maxmemory", "1"));
    return () => redisSays(product, (redis) => redis.config("SET", "maxmemory", "0"));
  },
  "postgres-fast": async ({ product }) => {
    await product.postgres.restart("fast");
    return nothing;
  },
  "postgres-crash": async ({ product }) => {
    await product.postgres.restart("immediate");
    return nothing;
  },
  "receiver-500": (victims) => misbehave(victims, "500"),
  "receiver-reset": (victims) => misbehave(victims, "reset"),
  "receiver-hang": (victims) => misbehave(victims, "hang"),
  "receiver-slow": (victims) => misbehave(victims, "slow"),
  "receiver-down": (victims) => misbehave(victims, "down"),
  "endpoint-toggle": async (victims) => {
    const { api, project, toggled: endpoint, disabled } = victims;
    // An enabling that has not been answered yet would come in between.
    const { toggling } = victims;
    let enabled: () => void = () => undefined;
    victims.toggling = new Promise((resolve) => {
      enabled = resolve;
    });
    await toggling;
    await persistently(() => api.call("disableEndpoint", { project, endpoint }));
    const window = { from: Date.now(), to: Number.POSITIVE_INFINITY };
    disabled.push(window);
    return async () => {
      window.to = Date.now();
      await persistently(() => api.call("enableEndpoint", { project, endpoint }));
      enabled();
    };
  },
};

async function kill(program: Program, how: NodeJS.Signals): Promise<Heal> {
  const pid = program.pid();
  signal(pid, how);
  // Whoever keeps the programs running starts it again; it is healed once another one is ready.
  return async () => {
    while (program.pid() === pid || !program.isReady()) await sleep(20);
  };
}

async function misbehave({ behave, paths, pick }: Victims, manner: Manner): Promise<Heal> {
  const hurt = pick([paths, paths.slice(0, 1), paths.slice(0, 2)]);
  await behave(manner, hurt);
  return () => behave("well", hurt);
}

async function redisSays(product: Product, command: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(product.redisUrl ?? "", { maxRetriesPerRequest: 50 });
  redis.on("error", () => undefined);
  await command(redis);
  redis.disconnect();
}

async function persistently(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await call();
      return;
    } catch (error) {
      if (tries === 480) throw error;
      await sleep(250);
    }
  }
}
