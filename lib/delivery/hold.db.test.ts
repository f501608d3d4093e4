import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDb, db, pool } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import type { Outcome } from "@/lib/policy/outcome";
import { drain } from "./drain";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { replay } from "./replay";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const PHASES = { dns: null, connect: null, tls: null, firstByte: 1, total: 1 };
const answered = (status: number): Outcome => ({
  response: { status, headers: [], body: Buffer.alloc(0), truncated: false },
  error: null,
  phases: PHASES,
});

/** An endpoint whose attempts have all failed for two minutes, with deliveries that wait, and a server to answer them. */
async function failingEndpoint(waiting: number, dialect: "standard" | "spectora" = "standard") {
  const project = await makeProject(dialect);
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  for (let n = 0; n < waiting; n++) await publishTo(project, { payload: `${n}` });
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  await change(endpoint.id, "failing_since = now() - interval '2 minutes'");
  const server = { status: 500, sent: [] as string[], inFlight: 0, most: 0 };
  const send = async ({ body }: { body: Uint8Array }) => {
    server.sent.push(/"data":(\d+)/.exec(Buffer.from(body).toString())?.[1] ?? "");
    server.inFlight++;
    server.most = Math.max(server.most, server.inFlight);
    await new Promise((resolve) => setTimeout(resolve, 20));
    server.inFlight--;
    return answered(server.status);
  };
  const { signal } = new AbortController();
  const context = {
    workerId: () => workerId,
    send,
    stopping: () => false,
    isSilent: () => false,
    abort: signal,
  };
  const run = () => drain(context, endpoint.id, "fast");
  return { project, endpointId: endpoint.id, server, run };
}

const change = (endpointId: string, set: string) =>
  pool("pages").query(`UPDATE endpoint_states SET ${set} WHERE endpoint_id = $1`, [endpointId]);
const probeIsDue = (endpointId: string) => change(endpointId, "pace_at = now() - interval '1 second'");
const allAreDue = (endpointId: string) =>
  pool("pages").query(
    "UPDATE deliveries SET next_attempt_at = created_at WHERE endpoint_id = $1 AND status = 'pending'",
    [endpointId],
  );
const stateOf = (endpointId: string) => db.endpointState.findUniqueOrThrow({ where: { endpointId } });
const inMs = (date: Date | null) => (date?.getTime() ?? 0) - Date.now();

describe("an endpoint that has failed for long", () => {
  it("is held after the failure, and what came meanwhile waits without using up attempts", async () => {
    const { project, endpointId, server, run } = await failingEndpoint(1);
    await run();
    expect(server.sent).toEqual(["0"]);
    const state = await stateOf(endpointId);
    expect(state).toMatchObject({ failedProbes: 1, leaseToken: null });
    expect(inMs(state.paceAt)).toBeGreaterThan(20_000);
    await publishTo(project, { payload: "1" });
    await run();
    expect(server.sent).toEqual(["0"]);
    expect(await db.delivery.findMany({ where: { endpointId, attemptCount: 0 } })).toHaveLength(1);
  });

  it("gets one probe at a time, each failure waiting longer", async () => {
    const { endpointId, server, run } = await failingEndpoint(30);
    await run();
    const before = server.sent.length;
    server.most = 0;
    for (const failedProbes of [2, 3]) {
      await allAreDue(endpointId);
      await probeIsDue(endpointId);
      await run();
      expect(await stateOf(endpointId)).toMatchObject({ failedProbes });
    }
    expect(server.sent.length).toBe(before + 2);
    expect(server.most).toBe(1);
    expect(inMs((await stateOf(endpointId)).paceAt)).toBeGreaterThan(90_000);
  });

  it("F33: ramps up after the first success instead of getting its whole backlog at once", async () => {
    const { project, endpointId, server, run } = await failingEndpoint(1);
    await run();
    for (let n = 1; n < 40; n++) await publishTo(project, { payload: `${n}` });
    server.status = 200;
    const seen: number[] = [];
    const sent = server.sent.push.bind(server.sent);
    server.sent.push = (...items) => {
      seen.push(server.inFlight + 1);
      return sent(...items);
    };
    await allAreDue(endpointId);
    await probeIsDue(endpointId);
    await run();
    expect(server.sent).toHaveLength(41);
    expect(seen[0]).toBe(1);
    expect(seen[1]).toBe(1);
    expect(Math.max(...seen.slice(0, 3))).toBeLessThanOrEqual(2);
    expect(Math.max(...seen.slice(0, 7))).toBeLessThanOrEqual(4);
    expect(Math.max(...seen)).toBeGreaterThan(8);
    expect(await stateOf(endpointId)).toMatchObject({ failedProbes: 0, paceAt: null, failingSince: null });
  });

  it("is tried at once when a person replays, and with that delivery", async () => {
    const { project, endpointId, server, run } = await failingEndpoint(3);
    await run();
    const [last] = await db.delivery.findMany({ where: { endpointId }, orderBy: { id: "desc" }, take: 1 });
    await publishTo(project, { payload: "77" });
    server.sent.length = 0;
    await replay(project.projectId, last?.id ?? "");
    await run();
    expect(server.sent).toEqual(["2"]);
  });

  it("keeps each delivery's own times where the dialect's customers count on them", async () => {
    const { endpointId, server, run } = await failingEndpoint(3, "spectora");
    await run();
    expect(server.sent).toHaveLength(3);
    expect(await stateOf(endpointId)).toMatchObject({ failedProbes: 0, paceAt: null });
  });
});
