import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { migrate } from "@/bin/migrate.mjs";
import { makeTestFolder } from "@/bin/test-folder.mjs";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { type Product, startProduct } from "@/e2e/product";
import { inTurn, type Receiver, startReceiver, status } from "@/e2e/receiver";
import { closeDb } from "@/lib/platform/db";
import { uuidOf } from "@/lib/platform/ids";

/** A folder of migrations with this one in it. */
function folderWith(name: string, sql: string): string {
  const folder = makeTestFolder();
  mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
  return folder;
}

const DAY_MS = 86_400_000;

/** Retention as the worker runs it, three days from now: ids carry their age. */
async function pruneInThreeDays(databaseUrl: string): Promise<number> {
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    RETENTION_DAYS: "1",
    ENCRYPTION_KEYS: "unused",
    APP_SECRET: "unused".repeat(6),
  });
  const { prune } = await import("@/lib/delivery/prune");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3 * DAY_MS });
  try {
    return await prune();
  } finally {
    vi.useRealTimers();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("under pressure", () => {
  let product: Product;
  let receiver: Receiver;
  let ledger: Ledger;
  beforeAll(async () => {
    product = await startProduct({ backend: "postgres", workers: 2 });
    receiver = await startReceiver();
    ledger = openLedger(product);
  });
  afterAll(async () => {
    await closeDb();
    await ledger?.close();
    await receiver?.close();
    await product?.stop();
  });

  const send = (api: Client, project: string) =>
    api.send("POST", `/api/v1/projects/${project}/events`, { body: '{"type":"order.created","data":{}}' });

  /** Runs `during` while another session holds the lock. */
  async function locked<T>(statement: string, during: () => Promise<T>): Promise<T> {
    const holder = new pg.Client({ connectionString: product.databaseUrl });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query(statement);
    try {
      return await during();
    } finally {
      await holder.query("ROLLBACK");
      await holder.end();
    }
  }

  it("F20: pages that all hang keep no event from being accepted and delivered", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f20") });
    await send(api, project);
    const hanging: Promise<unknown>[] = [];
    await locked("LOCK TABLE portal_links IN ACCESS EXCLUSIVE MODE", async () => {
      // More than the pool of the pages has connections.
      for (let n = 0; n < 20; n++)
        hanging.push(api.send("GET", `/api/v1/projects/${project}/portal-links`).catch(() => null));
      await pause(500);
      // Longer than anything that a publish has to know is remembered.
      for (let n = 0; n < 20; n++, await pause(300)) expect((await send(api, project)).status).toBe(202);
      await receiver.waitFor(21, { path: "/f20", timeoutMs: 30_000 });
    });
    await Promise.all(hanging);
    await settled(api, project);
  });

  it("F20: when the ledger itself is blocked it says 503 and when to come again, and then takes it", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f20-blocked") });
    await send(api, project);
    const refused = await locked("LOCK TABLE events IN ACCESS EXCLUSIVE MODE", () => send(api, project));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await send(api, project)).status).toBe(202);
    await settled(api, project);
    // What was refused may be in the ledger or not; what was accepted is.
    expect(receiver.to("/f20-blocked").length).toBeGreaterThanOrEqual(2);
  });

  it("F36: a migration behind a long transaction stops nobody, and is applied once it may", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f36") });
    await send(api, project);
    const client = new pg.Client({ connectionString: product.databaseUrl });
    await client.connect();
    let migrated: Promise<unknown> = Promise.resolve();
    let slowestMs = 0;
    // Reads only, but for long: what alters the table has to wait, and everybody behind it with it.
    await locked("SELECT count(*) FROM deliveries", async () => {
      migrated = migrate({
        url: product.databaseUrl,
        redis: false,
        folder: folderWith("29990101000000_wide", "ALTER TABLE deliveries ADD COLUMN wide int"),
      });
      for (const until = performance.now() + 8_000; performance.now() < until; ) {
        const sentAt = performance.now();
        expect((await send(api, project)).status).toBe(202);
        slowestMs = Math.max(slowestMs, performance.now() - sentAt);
      }
    });
    await migrated;
    expect((await client.query("SELECT wide FROM deliveries LIMIT 1")).fields[0]?.name).toBe("wide");
    await client.end();
    await settled(api, project, 60_000);
    // Each wait for the lock lasts a second; a wait without a limit would have lasted all eight.
    expect(slowestMs).toBeLessThan(6_000);
  });

  it("F40: an endpoint moved ten times a second gets nothing at its old address that was published after the move", async () => {
    const { api, project } = await newProject(product);
    const retry = { waitsMs: [200, 200, 200, 200], jitter: 0 };
    const endpoint = await newEndpoint(api, project, { url: receiver.url("/f40/0"), retry });
    const moved: { to: string; at: number }[] = [{ to: "/f40/0", at: 0 }];
    const published = new Map<string, number>();
    let stopped = false;
    const moving = (async () => {
      for (let n = 1; !stopped; n++, await pause(100)) {
        const to = `/f40/${n}`;
        const url = receiver.url(to);
        await api.call("updateEndpoint", { project, endpoint: endpoint.id }, { body: { url } });
        moved.push({ to, at: performance.now() });
      }
    })();
    for (const until = performance.now() + 6_000; performance.now() < until; await pause(10)) {
      const at = performance.now();
      published.set((await publish(api, project)).id, at);
    }
    stopped = true;
    await moving;
    await settled(api, project, 60_000);
    const arrived = receiver.requests.filter(({ path }) => path.startsWith("/f40/"));
    expect(new Set(arrived.map(({ headers }) => headers["webhook-id"])).size).toBe(published.size);
    const late = arrived.filter(({ path, headers }) => {
      const at = published.get(headers["webhook-id"] ?? "") ?? 0;
      const leftAt = moved[moved.findIndex(({ to }) => to === path) + 1]?.at ?? Number.POSITIVE_INFINITY;
      return at > leftAt;
    });
    expect(late.map(({ path }) => path)).toEqual([]);
    expect(moved.length).toBeGreaterThan(10);
  });

  it("F40: a deleted endpoint gets nothing that was published after its end", async () => {
    const { api, project } = await newProject(product);
    const endpoint = await newEndpoint(api, project, { url: receiver.url("/f40-gone") });
    for (let n = 0; n < 20; n++) await publish(api, project);
    await api.call("deleteEndpoint", { project, endpoint: endpoint.id });
    const after: string[] = [];
    for (let n = 0; n < 20; n++) after.push((await publish(api, project)).id);
    await settled(api, project);
    await pause(1_000);
    const arrived = receiver.to("/f40-gone").map(({ headers }) => headers["webhook-id"]);
    expect(arrived.filter((id) => after.includes(id ?? ""))).toEqual([]);
    expect(receiver.to("/f40-gone").length).toBeLessThanOrEqual(20);
  });

  it("F41: replayed twice at once while it is still being retried, it arrives as one replay and as itself", async () => {
    const { api, project } = await newProject(product);
    const retry = { waitsMs: [3_000, 3_000], jitter: 0 };
    await newEndpoint(api, project, { url: receiver.url("/f41"), retry });
    receiver.answerAt("/f41", inTurn(status(500), status(200)));
    const { id, deliveries } = await publish(api, project);
    await receiver.waitFor(1, { path: "/f41" });
    const path = `/api/v1/projects/${project}/deliveries/${deliveries[0]?.id}/replay`;
    const headers = { "Idempotency-Key": "double-click" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.send("POST", path, { headers })));
    const made = answers
      .filter((answer) => answer.status === 202)
      .map((answer) => JSON.parse(answer.text).id);
    expect(new Set(made).size).toBe(1);
    // Whoever comes while the first is under way is told so.
    expect(answers.every((answer) => [202, 409].includes(answer.status))).toBe(true);
    await settled(api, project, 60_000);
    const arrived = receiver.to("/f41").map((request) => request.headers["webhook-id"]);
    expect(arrived).toEqual([id, id, id]);
    const all = await api.call("listDeliveries", { project });
    expect(all.data.map((delivery) => delivery.status)).toEqual(["succeeded", "succeeded"]);
  });

  it("F43: lists are as long as a page, however much there is and however much is asked for", async () => {
    const { api, project } = await newProject(product);
    const endpoint = await newEndpoint(api, project, { url: receiver.url("/f43") });
    const { id, deliveries } = await publish(api, project);
    await settled(api, project);
    // Ten thousand deliveries, an attempt with 64 KiB each.
    await ledger.query(
      `WITH d AS (
         INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, status, created_at)
         SELECT gen_random_uuid(), project_id, event_id, endpoint_id, body_id, type, 'succeeded', now()
         FROM deliveries, generate_series(1, 10000) WHERE id = $1 RETURNING id)
       INSERT INTO attempts (id, delivery_id, number, trigger, started_at, duration_ms, phases, url, request_headers, response_body)
       SELECT gen_random_uuid(), id, 1, 'schedule', now(), 1, '{-1,-1,-1,-1}', '', '[]', repeat('x', 65536)::bytea FROM d`,
      [uuidOf("delivery", deliveries[0]?.id ?? "")],
    );
    for (const limit of ["1000", "10000", "0", "-1"])
      expect((await api.send("GET", `/api/v1/projects/${project}/deliveries?limit=${limit}`)).status).toBe(
        422,
      );
    for (const path of ["deliveries", `events/${id}`, `endpoints/${endpoint.id}/deliveries`, "events"]) {
      const answer = await api.send("GET", `/api/v1/projects/${project}/${path}`);
      expect(answer.status).toBe(200);
      // An event lists all of its deliveries, by their ids alone.
      expect(answer.text.length).toBeLessThan(2_000_000);
    }
  });

  it("F39: retention that never pauses takes nothing that is not settled", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f39") });
    const retry = { waitsMs: [500, 500, 500, 500, 500, 500], jitter: 0 };
    await newEndpoint(api, project, { url: receiver.url("/f39-failing"), retry });
    receiver.answerAt("/f39-failing", status(500));
    const old = uuidOf("project", project);
    let stopped = false;
    let pruned = 0;
    const pruning = (async () => {
      for (; !stopped; await pause(100)) {
        await ledger.query(
          "UPDATE events SET created_at = now() - interval '3 days' WHERE project_id = $1 AND created_at > now() - interval '1 day'",
          [old],
        );
        pruned += await pruneInThreeDays(product.databaseUrl);
      }
    })();
    const accepted: string[] = [];
    for (const until = performance.now() + 5_000; performance.now() < until; await pause(20))
      accepted.push((await publish(api, project)).id);
    await settled(api, project, 90_000);
    stopped = true;
    await pruning;
    const at = (path: string) => receiver.to(path).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(at("/f39"))).toEqual(new Set(accepted));
    // Nothing that was still to be retried was taken: each went through all of its attempts.
    expect(at("/f39-failing")).toHaveLength(accepted.length * 7);
    await pruneInThreeDays(product.databaseUrl);
    const left = await ledger.query("SELECT FROM deliveries WHERE project_id = $1", [old]);
    expect(left).toEqual([]);
    expect(pruned).toBeGreaterThan(0);
  });
});
