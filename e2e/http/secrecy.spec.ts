/**
 * After everything else: what was shown once is nowhere else. Not in the logs of any process, not in Redis, not in
 * an answer, not in the clear in the database; and a payload only where it is kept. Every search is shown to find
 * what is there.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import { connect } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Client,
  client,
  LOOKS_SECRET,
  newEndpoint,
  newProject,
  publish,
  rootClient,
  settled,
  shownFile,
} from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { logsOf } from "@/e2e/product";
import { inTurn, type Receiver, startReceiver, status } from "@/e2e/receiver";
import { running } from "@/e2e/running";
import { ROUTES, type RouteName } from "@/lib/contract/routes";

const canary = (name: string) => `canary${name}${randomBytes(12).toString("hex")}`;
const payloadCanary = canary("payload");
const headerCanary = canary("header");
const urlCanary = canary("url");
const unknownKey = `phk_live_${canary("key")}`;
const ownSecret = `whsec_${randomBytes(32).toString("base64")}`;
const wrongSecret = `whsec_${randomBytes(100).toString("base64")}`;

let receiver: Receiver;
let ledger: Ledger;
let api: Client;
let project: string;
let ids: Record<string, string>;
/** What Redis was told while the canaries were about. */
let monitored = "";
/** Secrets of this file, those of them that it was shown, and everything that any test of the suite was shown once. */
let secrets: string[];
let shownHere: string[];
let shown: Set<string>;

beforeAll(async () => {
  receiver = await startReceiver();
  ledger = openLedger(running());
  const stopMonitoring = await monitorRedis((text) => {
    monitored += text;
  });
  await workWithCanaries();
  await stopMonitoring();
  shown = new Set(fs.readFileSync(shownFile(running()), "utf8").split("\n").filter(Boolean));
}, 120_000);
afterAll(() => Promise.all([receiver.close(), ledger.close()]));

/** Hears every command Redis gets, arguments included. */
async function monitorRedis(note: (text: string) => void): Promise<() => Promise<void>> {
  const { redisUrl } = running();
  if (!redisUrl) return async () => undefined;
  const socket = connect(Number(new URL(redisUrl).port), "127.0.0.1");
  socket.on("data", (chunk) => note(chunk.toString("latin1")));
  socket.write("MONITOR\r\n");
  await once(socket, "data");
  return async () => void socket.destroy();
}

/** A bit of everything, with secrets and payloads that can be told: success, retries, failure, replay, rotation, mistakes. */
async function workWithCanaries(): Promise<void> {
  ({ api, project } = await newProject(running(), { retry: { waitsMs: [50, 50], jitter: 0 } }));
  const made = await newEndpoint(api, project, {
    url: receiver.url("/secret"),
    secret: ownSecret,
    headers: { "X-Api-Token": headerCanary },
  });
  receiver.answerAt(
    "/secret",
    inTurn(status(500), (_, response) => response.socket?.destroy(), status(200)),
  );
  await newEndpoint(api, project, { url: `http://127.0.0.1:1/${canary("path")}` });
  // A proxy that repeats what it was asked for.
  const webhook = `/services/T1/B1/${urlCanary}`;
  receiver.answerAt(webhook, (_, response) => response.writeHead(403).end(`Not allowed: ${webhook}`));
  await newEndpoint(api, project, { url: receiver.url(webhook), destination: { type: "slack" } });
  const data = `{"token":"${payloadCanary}"}`;
  const { id, deliveries } = await publish(api, project, { data, id: "secrecy-1" });
  await api.send("POST", `/api/v1/projects/${project}/events`, { body: `[{"type":"a.b","data":${data}}]` });
  await settled(api, project);
  const delivery = deliveries.find((each) => each.endpointId === made.id)?.id ?? "";
  await api.call("replayDelivery", { project, delivery });
  const rotated = await api.call("rotateSecret", { project, endpoint: made.id });
  const root = rootClient(running());
  const { id: workspace } = await api.call("getWorkspace");
  const inWorkspace = { headers: { "X-Workspace": workspace, "Idempotency-Key": canary("once") } };
  const key = await root.call(
    "createProjectApiKey",
    { project },
    { body: { name: "Canary", scopes: ["read"] }, ...inWorkspace },
  );
  const { url: link } = await api.call("createPortalLink", { project }, { body: {} });
  const token = /[A-Za-z0-9_-]{20,}$/.exec(link)?.[0] ?? "";
  expect(token).not.toBe("");
  await publish(api, project, { data });
  await settled(api, project);
  await makeMistakes(data, made.id);
  ids = {
    project,
    endpoint: made.id,
    event: id,
    delivery,
    key: key.id,
    name: "standard",
    user: "usr_x",
    job: "rpl_x",
    run: "r",
    inbox: "inb_x",
    hook: made.id,
    link: "plk_x",
  };
  shownHere = [made.secret, rotated.secret, api.key, key.key];
  secrets = [
    ...shownHere,
    ownSecret,
    headerCanary,
    urlCanary,
    unknownKey,
    wrongSecret,
    token,
    running().rootKey,
    running().metricsToken,
  ];
}

/** Secrets and payloads where they do not belong: refusals must not repeat or log them. */
async function makeMistakes(data: string, endpoint: string): Promise<void> {
  const at = `/api/v1/projects/${project}`;
  const answers = [
    await api.send("POST", `${at}/events`, {
      body: `{"type":"a.b","id":"secrecy-1","data":{"other":"${payloadCanary}"}}`,
    }),
    await api.send("POST", `${at}/events`, { body: `{"type":"a.b","data":${data},"${payloadCanary}` }),
    await api.send("POST", `${at}/events`, { body: `{"type":"a b","data":${data}}` }),
    await api.send("POST", `${at}/endpoints`, { body: { url: receiver.url("/x"), secret: wrongSecret } }),
    await api.send("POST", `${at}/endpoints`, {
      body: { url: receiver.url("/x"), headers: { Host: headerCanary } },
    }),
    await api.send("PATCH", `${at}/endpoints/${endpoint}`, {
      body: { headers: { "X-A": `${headerCanary}\n` } },
    }),
    await api.send("POST", `${at}/endpoints/${endpoint}/rotate-secret`, { body: { secret: wrongSecret } }),
    await client(running(), unknownKey).send("GET", `${at}/events`),
    await client(running(), unknownKey).send("POST", `${at}/events`, {
      body: `{"type":"a.b","data":${data}}`,
    }),
    await fetch(`${running().urls[0]}${at}/events?key=${unknownKey}`).then(async (response) => ({
      status: response.status,
      text: await response.text(),
    })),
  ];
  for (const { status: code, text } of answers) {
    expect(code, text).toBeGreaterThanOrEqual(400);
    expect(code, text).toBeLessThan(500);
    for (const value of [payloadCanary, headerCanary, wrongSecret, unknownKey])
      expect(text).not.toContain(value);
  }
}

/** Which of the values stand in the text, as they are, as base64 or as hexadecimal. */
function found(text: string, values: string[]): string[] {
  return values.filter((value) => spellings(value).some((spelling) => text.includes(spelling)));
}
function spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  const key = value.startsWith("whsec_") ? Buffer.from(value.slice(6), "base64") : bytes;
  return [
    value,
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("hex"),
    key.toString("hex"),
    key.toString("base64url"),
  ];
}
/** Whatever of the whole suite was shown once and stands in the text. */
const shownIn = (text: string) =>
  [...text.matchAll(LOOKS_SECRET)].map(([value]) => value).filter((value) => shown.has(value));

describe("what was shown once, and what was sent", () => {
  test("is not in the logs", () => {
    const logs = logsOf(running());
    expect(found(logs, [...secrets, payloadCanary])).toEqual([]);
    expect(shownIn(logs)).toEqual([]);
    // They are logs, of all processes, down to debug.
    expect(logs).toContain("web ready");
    expect(logs).toContain("worker ready");
    expect([...shown]).toEqual(expect.arrayContaining(shownHere));
  });

  test("is not in the metrics, which go to people who run things", async () => {
    const { urls, metricsToken } = running();
    for (const url of urls) {
      const response = await fetch(`${url}/metrics`, {
        headers: { Authorization: `Bearer ${metricsToken}` },
      });
      const metrics = await response.text();
      expect(metrics).toContain("posthorn_api_requests_total");
      expect(found(metrics, [...secrets, payloadCanary])).toEqual([]);
      expect(shownIn(metrics)).toEqual([]);
      // Nor whose they are: labels that tell customers apart would never end.
      for (const id of [ids.project, ids.endpoint, receiver.url()]) expect(metrics).not.toContain(id);
    }
  });

  test.runIf(running().redisUrl)("is not in Redis, neither now nor on the way", async () => {
    const now = await dumpRedis(running().redisUrl ?? "");
    for (const text of [monitored, now]) {
      expect(found(text, [...secrets, payloadCanary])).toEqual([]);
      expect(shownIn(text)).toEqual([]);
      expect(text).not.toContain(receiver.url());
    }
    // It was listened to: the endpoint's bell is in there, by its uuid.
    const [row] = await ledger.query<{ endpoint_id: string }>(
      "SELECT d.endpoint_id FROM deliveries d JOIN bodies b ON b.id = d.body_id WHERE b.content LIKE $1 LIMIT 1",
      [Buffer.from(`%${payloadCanary}%`)],
    );
    expect(monitored).toContain(row?.endpoint_id);
  });

  test("is not in any answer but the one that showed it", async () => {
    const asked: string[] = [];
    for (const [name, route] of Object.entries(ROUTES) as [RouteName, (typeof ROUTES)[RouteName]][]) {
      if (route.method !== "GET" || name === "watchProject") continue;
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_, param: string) => ids[param] ?? "none");
      const { text, status: code } = await api.send("GET", path);
      expect(code, path).toBeLessThan(500);
      expect(found(text, secrets), path).toEqual([]);
      if (code === 200) asked.push(name);
    }
    expect(asked).toEqual(
      expect.arrayContaining(["getEndpoint", "getDelivery", "getEvent", "listEndpoints", "listDeliveries"]),
    );
    // The payload is there for whoever may read it.
    const { payload } = await api.call("getEvent", { project, event: ids.event ?? "" });
    expect(payload).toContain(payloadCanary);
  });
});

test("the database holds no secret in the clear", async () => {
  const tables = await ledger.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const holding: string[] = [];
  const keeping: string[] = [];
  let rows = 0;
  for (const { name } of tables) {
    for (const { row } of await ledger.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`)) {
      rows++;
      if (found(row, secrets).length > 0 || shownIn(row).length > 0)
        holding.push(`${name}: ${row.slice(0, 200)}`);
      if (found(row, [payloadCanary]).length > 0) keeping.push(name);
    }
  }
  expect(holding).toEqual([]);
  // What the search can find, it finds: the payload, where events and their bodies are kept, and nowhere else.
  expect([...new Set(keeping)].sort()).toEqual(["public.bodies", "public.events"]);
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["public.signing_secrets", "public.api_keys"]),
  );
  console.log(`searched ${rows} rows of ${tables.length} tables for ${shown.size + secrets.length} secrets`);
}, 120_000);

/** Every key with its value, whatever its type. */
async function dumpRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  const parts: string[] = [];
  for (let cursor = "0"; ; ) {
    const [next, keys] = await redis.scan(cursor, "COUNT", "1000");
    for (const key of keys) parts.push(key, await readKey(redis, key));
    cursor = next;
    if (cursor === "0") break;
  }
  redis.disconnect();
  return parts.join("\n");
}
async function readKey(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  if (type === "string") return (await redis.get(key)) ?? "";
  if (type === "hash") return JSON.stringify(await redis.hgetall(key));
  if (type === "list") return JSON.stringify(await redis.lrange(key, 0, -1));
  if (type === "set") return JSON.stringify(await redis.smembers(key));
  if (type === "zset") return JSON.stringify(await redis.zrange(key, "0", "-1"));
  if (type === "stream") return JSON.stringify(await redis.xrange(key, "-", "+"));
  return "";
}
