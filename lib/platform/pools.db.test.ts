import pg from "pg";
import { afterAll, expect, it, vi } from "vitest";
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
  const holder = new pg.Client({ connectionString: env.DATABASE_URL });
  await holder.connect();
  await holder.query("SELECT pg_advisory_lock(1)");
  // `then` sends it: a query of Prisma's waits until somebody wants its answer.
  const hanging = Array.from({ length: env.PAGES_POOL_SIZE + 4 }, () =>
    db.$queryRaw`SELECT 1 AS one FROM pg_advisory_xact_lock_shared(1)`.then(() => undefined),
  );
  const waiting = () =>
    holder.query(
      "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event = 'advisory' AND application_name = 'posthorn-pages'",
    );
  await vi.waitFor(
    async () => expect((await waiting()).rows).toEqual([{ count: env.PAGES_POOL_SIZE }]),
    10_000,
  );
  for (const name of ["ingest", "delivery"] as const)
    expect((await pool(name).query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await holder.end();
  await Promise.all(hanging);
});
