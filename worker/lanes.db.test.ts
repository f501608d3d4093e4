import { expect, it } from "vitest";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { ownOutage } from "@/lib/delivery/own-outage";
import { sweep } from "@/lib/delivery/sweep";
import { readHealth } from "@/lib/health";
import { db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { runEngine } from "./engine.fixture";
import { startWatchdog } from "./watchdog";

process.env.WORKER_LANES = "slow";

const engine = runEngine({ periodic: false });

it("a worker of the slow lane leaves alone what answers, is not taken for one that delivers it, and does its own", async () => {
  const project = await makeProject();
  const { id: endpointId } = await makeEndpoint(project, { url: engine.receiver.url("/") });
  const reasons: string[] = [];
  const watchdog = startWatchdog(engine.drains, (why) => reasons.push(why), 1_000);
  await publishTo(project);
  await db.$executeRaw`UPDATE deliveries SET next_attempt_at = now() - interval '20 seconds'`;
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  watchdog.stop();
  expect(engine.receiver.requests).toHaveLength(0);
  expect(reasons).toEqual([]);
  expect((await readHealth()).worker.alive).toBe(false);

  const other = await db.worker.create({ data: { id: newUuid(), lanes: ["fast"] } });
  expect((await readHealth()).worker.alive).toBe(true);
  await db.worker.delete({ where: { id: other.id } });

  await db.endpointState.update({ where: { endpointId }, data: { slow: true } });
  await sweep();
  await settled(project);
  expect(engine.receiver.requests).toHaveLength(1);
});

it("hears from those of the fast lane what they reach, and says what it has seen itself", async () => {
  await db.worker.create({ data: { id: newUuid(), lanes: ["fast"], endpointsSeen: 50 } });
  const own = () => db.worker.findUniqueOrThrow({ where: { id: engine.drains.workerId() } });
  expect((await own()).lanes).toEqual(["slow"]);
  await expect.poll(async () => (await own()).endpointsSeen, { timeout: 10_000 }).toBe(1);
  const phases = { dns: null, connect: null, tls: null, firstByte: null, total: 1 };
  const error = { code: "timeout", message: "no answer", unreached: true } as const;
  const silent = (n: number) =>
    ownOutage.isOurs({
      endpointId: `${n}`,
      url: `https://host-${n}.example/`,
      outcome: { response: null, error, phases },
    });
  // By itself it would take eleven silent endpoints of twelve for an outage of ours.
  expect(Array.from({ length: 11 }, (_, n) => silent(n))).not.toContain(true);
});
