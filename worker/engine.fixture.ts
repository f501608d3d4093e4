/** A whole engine for the tests of one file or block: queues, drains, periodic tasks and a receiver, ended with it. */
import { afterAll, beforeAll } from "vitest";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { closeDb } from "@/lib/platform/db";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { type Drains, startDrains } from "./drains";
import { startPeriodic } from "./periodic";

/** Who listens and who drains, from the first test on; `periodic: false` leaves out the sweep and its kind. */
export function runEngine({ periodic: isPeriodic = true } = {}): { drains: Drains; receiver: Receiver } {
  const engine = {} as { drains: Drains; receiver: Receiver };
  let periodic: ReturnType<typeof startPeriodic> | undefined;
  beforeAll(async () => {
    await prepareQueues();
    engine.drains = await startDrains();
    if (isPeriodic) periodic = startPeriodic(engine.drains);
    engine.receiver = await startReceiver();
  });
  afterAll(async () => {
    await periodic?.stop();
    await engine.drains.stop(1_000);
    await engine.receiver.close();
    await closeQueues();
    await closeDb();
  });
  return engine;
}
