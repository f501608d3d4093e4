import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { drain } from "./drain";
import { type Heartbeat, startHeartbeat } from "./heartbeat";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";

beforeAll(prepareQueues);
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

/** As after a sleep: the monotonic clock has gone on, and no beat was written meanwhile. */
function sleepFor(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + ms);
}

async function drained(heartbeat: Heartbeat): Promise<number> {
  const project = await makeProject();
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  await publishTo(project);
  let sent = 0;
  const send = async () => {
    sent++;
    return {
      response: { status: 200, headers: [], body: Buffer.alloc(0), truncated: false },
      error: null,
      phases: { dns: null, connect: null, tls: null, firstByte: 1, total: 1 },
    };
  };
  const { signal: abort } = new AbortController();
  const { workerId, isSilent } = heartbeat;
  await drain({ workerId, isSilent, send, stopping: () => false, abort }, endpoint.id, "fast");
  return sent;
}

it("F08: a worker that was away for longer than its leases last starts nothing until it has shown itself again", async () => {
  const heartbeat = await startHeartbeat();
  expect(await drained(heartbeat)).toBe(1);
  sleepFor(11_000);
  expect(heartbeat.isSilent()).toBe(true);
  expect(await drained(heartbeat)).toBe(0);
  await expect.poll(heartbeat.isSilent, { timeout: 10_000 }).toBe(false);
  expect(await drained(heartbeat)).toBe(1);
  await heartbeat.stop();
  expect(await db.worker.count({ where: { id: heartbeat.workerId() } })).toBe(0);
});
