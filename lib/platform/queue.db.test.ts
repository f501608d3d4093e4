import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDb, pool } from "./db";
import { closeQueues, prepareQueues } from "./queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

it("BullMQ's Postgres backend finds one job by its key, not among all that are active", async () => {
  const { rows } = await pool("pages").query<{ "QUERY PLAN": string }>(
    "EXPLAIN SELECT FROM bullmq.job WHERE queue = 'drain-0' AND id = '1' AND state = 'active'",
  );
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("job_pkey");
});
