import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { migrate } from "./migrate.mjs";

const url = process.env.DATABASE_URL as string;
const client = new pg.Client({ connectionString: url });
await client.connect();
afterAll(() => client.end());

test("a database that is up to date is left alone", async () => {
  expect(await migrate({ url, redis: false })).toEqual([]);
});

test("every migration is recorded as Prisma records it", async () => {
  const { rows } = await client.query(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations"`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(row.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(row.finished_at).not.toBeNull();
  }
});

test("the queue's schema comes with it where Postgres is the queue", async () => {
  const { rows } = await client.query("SELECT to_regclass('bullmq.job') IS NOT NULL AS present");
  expect(rows[0].present).toBe(true);
});

test("two starts at once migrate an empty database once", async () => {
  const name = `${new URL(url).pathname.slice(1)}_empty`;
  await client.query(`CREATE DATABASE ${name}`);
  const empty = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const [first, second] = await Promise.all([1, 2].map(() => migrate({ url: empty, redis: false })));
  expect([first?.length, second?.length].sort()).toEqual([
    0,
    Math.max(first?.length ?? 0, second?.length ?? 0),
  ]);
  expect(Math.max(first?.length ?? 0, second?.length ?? 0)).toBeGreaterThan(0);
});
