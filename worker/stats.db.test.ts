import { expect, it } from "vitest";
import { status } from "@/e2e/receiver";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { flushStats } from "@/lib/delivery/stats";
import { db } from "@/lib/platform/db";
import { runEngine } from "./engine.fixture";

const engine = runEngine();

it("counts what the engine sent, by what it came to", async () => {
  const project = await makeProject("standard", { retry: { waitsMs: [20], jitter: 0 } });
  const good = await makeEndpoint(project, { url: engine.receiver.url("/good") });
  const bad = await makeEndpoint(project, { url: engine.receiver.url("/bad") });
  engine.receiver.answerAt("/bad", status(500));
  for (let n = 0; n < 5; n++) await publishTo(project, { payload: `{"n":${n}}` });
  await settled(project);
  await flushStats();
  const sumOf = async (endpointId: string) => {
    const { _sum } = await db.deliveryStats.aggregate({
      where: { projectId: project.projectId, endpointId, type: "" },
      _sum: {
        attemptsSucceeded: true,
        attemptsRetried: true,
        attemptsFailed: true,
        deliveriesSucceeded: true,
        deliveriesFailed: true,
        deliveriesWaiting: true,
      },
    });
    return Object.values(_sum);
  };
  expect(await sumOf(good.id)).toEqual([5, 0, 0, 5, 0, 0]);
  expect(await sumOf(bad.id)).toEqual([0, 5, 5, 0, 5, 0]);
});
