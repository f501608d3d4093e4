/**
 * Connections to Redis as `REDIS_URL` names it: one server (`redis://`, `rediss://`), or a cluster by some of its nodes
 * (`redis+cluster://user:password@host:port,host:port`, `rediss+cluster://`). What travels on them is the queue's job.
 */
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { log } from "./log";

/** `nodes` are URLs of one server each; of a cluster those it is found by. */
export type RedisPlace = { isCluster: boolean; nodes: [string, ...string[]] };

const CLUSTER = /^(rediss?)\+cluster:\/\/(?:(.*)@)?([^/@]+)\/?$/;

/** Throws a sentence for a cluster that is written wrongly. */
export function redisPlace(url: string): RedisPlace {
  if (!/^rediss?\+cluster:/.test(url)) return { isCluster: false, nodes: [url] };
  const [, scheme, credentials, hosts] = CLUSTER.exec(url) ?? [];
  if (!scheme || !hosts)
    throw new Error("REDIS_URL: a cluster is redis+cluster://user:password@host:port,host:port");
  const who = credentials === undefined ? "" : `${credentials}@`;
  const [first = "", ...others] = hosts.split(",").map((host) => `${scheme}://${who}${host}`);
  return { isCluster: true, nodes: [first, ...others] };
}

export const backOff = (times: number) => Math.min(times * 100, 1_000);

const quiet = <Connection extends Redis | Cluster>(connection: Connection): Connection =>
  connection.on("error", (error) => log().debug({ error: error.message }, "redis connection")) as Connection;

/** What fails at once instead of waiting for a Redis that is away. */
export function failFastRedis(url: string): Redis | Cluster {
  const place = redisPlace(url);
  const options = { enableOfflineQueue: false, maxRetriesPerRequest: 1, retryStrategy: backOff };
  return quiet(place.isCluster ? openCluster(place, { offlineQueue: false }) : new Redis(url, options));
}

/** What waits until the cluster is back; its duplicates, one for each queue that is listened to, likewise. */
export const patientCluster = (place: RedisPlace): Cluster =>
  quiet(openCluster(place, { offlineQueue: true }));

function openCluster({ nodes: [first, ...others] }: RedisPlace, given: { offlineQueue: boolean }): Cluster {
  const { protocol, username, password } = new URL(first);
  const isSecure = protocol === "rediss:";
  const redisOptions: RedisOptions = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(isSecure && { tls: {} }),
  };
  const nodes = [first, ...others].map((node) => {
    const { hostname, port } = new URL(node);
    return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 6379) };
  });
  return new Cluster(nodes, {
    enableOfflineQueue: given.offlineQueue,
    clusterRetryStrategy: backOff,
    redisOptions,
    // A certificate is for a name, not for the address it stands for.
    ...(isSecure && { dnsLookup: (name, found) => found(null, name) }),
  });
}
