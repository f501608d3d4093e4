import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { counters } from "@/lib/platform/metrics";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { sweep } from "./sweep";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const rings = async () => (await counters.swept.get()).values[0]?.value ?? 0;

test("an endpoint that waits its turn is rung by one sweep, not again by the next", async () => {
  const project = await makeProject();
  for (let n = 0; n < 3; n++) await makeEndpoint(project, { url: `http://127.0.0.1:9/${n}` });
  await publishTo(project);
  await db.$executeRaw`UPDATE deliveries SET next_attempt_at = now() - interval '5 seconds'`;
  const before = await rings();
  expect(await sweep()).toMatchObject({ rung: 3 });
  expect((await rings()) - before).toBe(3);
  expect(await sweep()).toMatchObject({ rung: 3 });
  expect((await rings()) - before).toBe(3);
});
