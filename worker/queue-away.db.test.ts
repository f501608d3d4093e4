import { afterAll, beforeAll, expect, it } from "vitest";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { closeDb } from "@/lib/platform/db";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { type Drains, startDrains } from "./drains";
import { startPeriodic } from "./periodic";

// Nobody listens on port 1. The environment is read at first use: after this line.
process.env.REDIS_URL = "redis://127.0.0.1:1";

let drains: Drains;
let periodic: ReturnType<typeof startPeriodic>;
let receiver: Receiver;

beforeAll(async () => {
  await prepareQueues();
  drains = await startDrains();
  periodic = startPeriodic(drains);
  receiver = await startReceiver();
});
afterAll(async () => {
  await periodic.stop();
  await drains.stop(1_000);
  await receiver.close();
  await closeQueues();
  await closeDb();
});

it("accepts and delivers without a queue: the sweep's worker drains what nobody could be rung for", async () => {
  const project = await makeProject();
  for (let n = 0; n < 5; n++) await makeEndpoint(project, { url: receiver.url(`/${n}`) });
  for (let n = 0; n < 20; n++) expect(await publishTo(project)).toMatchObject({ kind: "accepted" });
  await receiver.waitFor(100, { timeoutMs: 25_000 });
  await settled(project);
  expect(receiver.requests).toHaveLength(100);
}, 40_000);
