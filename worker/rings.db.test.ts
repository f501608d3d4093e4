import { afterAll, beforeAll, expect, it } from "vitest";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import type { Outcome } from "@/lib/policy/outcome";
import { answerRings } from "./rings";

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

/** Rings of one process, whose sends wait for `answer` and are counted by what they carry. */
async function ringer(atOnce: number, send: (body: string) => Promise<Outcome>) {
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  const context = {
    workerId: () => workerId,
    send: ({ body }: { body: Uint8Array }) => send(Buffer.from(body).toString()),
    stopping: () => false,
    isSilent: () => false,
    abort: new AbortController().signal,
  };
  return answerRings(context, "fast", atOnce);
}

it("a peal over more endpoints than there is room for sends to each once, never more at once than there is room", async () => {
  const project = await makeProject();
  const endpoints = [];
  for (let n = 0; n < 30; n++) endpoints.push(await makeEndpoint(project, { url: "http://127.0.0.1:1/" }));
  await publishTo(project);
  let sending = 0;
  let most = 0;
  let sent = 0;
  const rings = await ringer(8, async () => {
    most = Math.max(most, ++sending);
    sent++;
    await new Promise((resolve) => setTimeout(resolve, 20));
    sending--;
    return OK;
  });
  await rings.many(endpoints.map(({ id }) => id));
  await settled(project);
  expect(sent).toBe(30);
  expect(most).toBeLessThanOrEqual(8);
});

it("an endpoint that hangs holds up none of the next peal", async () => {
  const project = await makeProject();
  const first = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  await publishTo(project, { payload: '"hangs"' });
  let answer: ((outcome: Outcome) => void) | undefined;
  const rings = await ringer(2, (body) =>
    body.includes("hangs") ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(OK),
  );
  await rings.many([first.id]);
  const second = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  await db.project.update({ where: { id: project.projectId }, data: { routingVersion: { increment: 1 } } });
  await publishTo(project, { payload: '"next"' });
  await rings.many([second.id]);
  const succeeded = () => db.delivery.count({ where: { endpointId: second.id, status: "succeeded" } });
  await expect.poll(succeeded, { timeout: 10_000 }).toBe(1);
  await expect.poll(() => answer !== undefined).toBe(true);
  answer?.(OK);
  await rings.ended();
});

it("what is rung while its endpoint is drained is looked for again, without another bell", async () => {
  const project = await makeProject("standard", { maxInFlight: 1 });
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  await publishTo(project, { payload: '"first"' });
  const answers: ((outcome: Outcome) => void)[] = [];
  const rings = await ringer(4, () => new Promise((resolve) => answers.push(resolve)));
  const ended = rings.one(endpoint.id);
  await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(1);
  answers.shift()?.(OK);
  // Rung just as the first drain may be giving its lease back.
  await publishTo(project, { payload: '"second"' });
  await rings.many([endpoint.id]);
  await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(1);
  answers.shift()?.(OK);
  await ended;
  await settled(project);
});

it("what a peal finds in another process's hands is looked at once more, so that nothing waits for the sweep", async () => {
  const project = await makeProject();
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  await publishTo(project);
  let sent = 0;
  const rings = await ringer(4, async () => {
    sent++;
    return OK;
  });
  const elsewhere = newUuid();
  await db.worker.create({ data: { id: elsewhere } });
  const lease = { leaseToken: newUuid(), leaseWorker: elsewhere };
  await db.endpointState.update({ where: { endpointId: endpoint.id }, data: lease });
  await rings.many([endpoint.id]);
  await rings.ended();
  expect(sent).toBe(0);
  await db.endpointState.update({
    where: { endpointId: endpoint.id },
    data: { leaseToken: null, leaseWorker: null },
  });
  await expect.poll(() => sent, { timeout: 10_000 }).toBe(1);
  await settled(project);
});
