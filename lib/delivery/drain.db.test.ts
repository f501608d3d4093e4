import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDb, db, pool } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import type { Outcome } from "@/lib/policy/outcome";
import { drain } from "./drain";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const OK: Outcome = {
  response: { status: 200, headers: [], body: Buffer.alloc(0), truncated: false },
  error: null,
  phases: { dns: null, connect: null, tls: null, firstByte: 1, total: 1 },
};

it("an answer that comes while another is being written is written too, though a third is still awaited", async () => {
  const project = await makeProject("standard");
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  for (const payload of ['"first"', '"second"', '"hangs"']) await publishTo(project, { payload });
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  const answers = new Map<string, (outcome: Outcome) => void>();
  const send = ({ body }: { body: Uint8Array }) =>
    new Promise<Outcome>((resolve) => {
      const [which] = /first|second|hangs/.exec(Buffer.from(body).toString()) ?? [""];
      answers.set(which, resolve);
    });
  const abort = new AbortController();
  const draining = drain(
    { workerId: () => workerId, send, stopping: () => false, isSilent: () => false, abort: abort.signal },
    endpoint.id,
    "fast",
  );
  await expect.poll(() => answers.size, { timeout: 10_000 }).toBe(3);
  answers.get("first")?.(OK);
  // The first result is on its way to Postgres, which takes longer than a turn of the event loop.
  await new Promise(setImmediate);
  answers.get("second")?.(OK);
  const succeeded = () => db.delivery.count({ where: { projectId: project.projectId, status: "succeeded" } });
  await expect.poll(succeeded, { timeout: 5_000 }).toBe(2);
  answers.get("hangs")?.(OK);
  await draining;
  expect(await succeeded()).toBe(3);
});

it("a drain never waits for the endpoint's row twice: two statements that lock many endpoints would wait for each other", async () => {
  const project = await makeProject("standard");
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  for (let n = 0; n < 250; n++) await publishTo(project, { payload: `{"n":${n}}` });
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  const holder = await pool("ingest").connect();
  let holding: Promise<unknown> | undefined;
  const send = async () => {
    holding ??= holder
      .query("BEGIN")
      .then(() =>
        holder.query("SELECT FROM endpoint_states WHERE endpoint_id = $1 FOR UPDATE", [endpoint.id]),
      );
    await holding;
    return OK;
  };
  const context = { workerId: () => workerId, send, stopping: () => false, isSilent: () => false };
  const draining = drain({ ...context, abort: new AbortController().signal }, endpoint.id, "fast");
  const waiters = async () => {
    const { rows } = await pool("ingest").query<{ count: number }>(
      `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
       AND application_name = 'posthorn-delivery'`,
    );
    return rows[0]?.count ?? 0;
  };
  await expect.poll(waiters, { timeout: 10_000 }).toBeGreaterThan(0);
  // Everything claimed has been answered by now, so both the results and the next claim are due.
  for (let look = 0; look < 20; look++) {
    expect(await waiters()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await holder.query("COMMIT");
  holder.release();
  await draining;
  const left = await db.delivery.count({ where: { projectId: project.projectId, status: "pending" } });
  expect(left).toBe(0);
});

it("an endpoint that timed out has two requests in flight until it answers, and then twice as many with each answer", async () => {
  const project = await makeProject("standard");
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  for (let n = 0; n < 8; n++) await publishTo(project, { payload: `{"n":${n}}` });
  await db.endpointState.update({ where: { endpointId: endpoint.id }, data: { slow: true } });
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  const open: ((outcome: Outcome) => void)[] = [];
  const send = () => new Promise<Outcome>((resolve) => open.push(resolve));
  const { signal } = new AbortController();
  const draining = drain(
    { workerId: () => workerId, send, stopping: () => false, isSilent: () => false, abort: signal },
    endpoint.id,
    "slow",
  );
  const inFlight = () => open.length;
  await expect.poll(inFlight, { timeout: 10_000 }).toBe(2);
  // Two looks for more, and still two.
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(inFlight()).toBe(2);
  open.shift()?.(OK);
  await expect.poll(inFlight, { timeout: 10_000 }).toBe(4);
  while ((await db.delivery.count({ where: { endpointId: endpoint.id, status: "pending" } })) > 0) {
    for (const answer of open.splice(0)) answer(OK);
    await new Promise(setImmediate);
  }
  await draining;
});
