import { afterAll, expect, it } from "vitest";
import { closeDb, db, pool } from "./db";
import { env } from "./env";

afterAll(closeDb);

it("pages that hang keep nobody from publishing and delivering, and are ended", async () => {
  const client = await pool("pages").connect();
  try {
    const { rows } = await client.query("SHOW statement_timeout");
    expect(rows).toEqual([{ statement_timeout: "15s" }]);
  } finally {
    client.release();
  }
  let hanging = 0;
  const sleeps = Array.from({ length: env.PAGES_POOL_SIZE + 4 }, () => {
    hanging++;
    return db.$queryRaw`SELECT 1 AS one FROM pg_sleep(3)`.finally(() => hanging--);
  });
  for (const name of ["ingest", "delivery"] as const)
    expect((await pool(name).query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  expect(hanging).toBe(sleeps.length);
  await Promise.all(sleeps);
});
