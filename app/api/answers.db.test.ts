import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { env } from "@/lib/platform/env";
import { PrismaClient } from "@/lib/platform/prisma/client";
import { apiErrorOf } from "./answers";

const pools: pg.Pool[] = [];
afterAll(() => Promise.all(pools.map((pool) => pool.end())));

function clientOf(options: pg.PoolConfig) {
  const pool = new pg.Pool(options).on("error", () => undefined);
  pools.push(pool);
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

const errorOf = async (asked: Promise<unknown>) =>
  apiErrorOf(
    await asked.then(
      () => null,
      (thrown) => thrown,
    ),
    "r",
  );

/** Every way in which a request asks Postgres. */
const WAYS: [string, (prisma: PrismaClient) => Promise<unknown>][] = [
  ["a query", (prisma) => prisma.workspace.findFirst()],
  ["a raw query", (prisma) => prisma.$queryRaw`SELECT pg_sleep(5)`],
  ["a transaction", (prisma) => prisma.$transaction((tx) => tx.workspace.findFirst())],
  ["a raw query in a transaction", (prisma) => prisma.$transaction((tx) => tx.$queryRaw`SELECT pg_sleep(5)`)],
];

describe("while Postgres is away", () => {
  it.each(WAYS)("%s is answered with 503 and Retry-After", async (_, ask) => {
    const { prisma } = clientOf({ connectionString: "postgresql://x:y@127.0.0.1:1/z" });
    const error = await errorOf(ask(prisma));
    expect([error.status, error.headers["Retry-After"]]).toEqual([503, "1"]);
  });

  it("so is what was under way when it went", async () => {
    const { prisma } = clientOf({ connectionString: env.DATABASE_URL });
    const { pool } = clientOf({ connectionString: env.DATABASE_URL });
    const underWay = WAYS.filter(([name]) => name.includes("raw")).map(([, ask]) => errorOf(ask(prisma)));
    const sleeping =
      "FROM pg_stat_activity WHERE query LIKE '%pg_sleep(5)%' AND pid <> pg_backend_pid() AND datname = current_database()";
    await expect.poll(async () => (await pool.query(`SELECT 1 ${sleeping}`)).rowCount).toBe(2);
    await pool.query(`SELECT pg_terminate_backend(pid) ${sleeping}`);
    for (const error of await Promise.all(underWay)) expect(error.status).toBe(503);
  });

  it("so is what takes longer than a statement may, by Prisma and without", async () => {
    const { pool, prisma } = clientOf({ connectionString: env.DATABASE_URL, statement_timeout: 100 });
    expect((await errorOf(pool.query("SELECT pg_sleep(5)"))).status).toBe(503);
    expect((await errorOf(prisma.$queryRaw`SELECT pg_sleep(5)`)).status).toBe(503);
  });

  it("so is what a database that may only be read refuses", async () => {
    const { pool, prisma } = clientOf({
      connectionString: env.DATABASE_URL,
      options: "-c default_transaction_read_only=on",
    });
    expect((await errorOf(pool.query("DELETE FROM workspaces"))).status).toBe(503);
    expect((await errorOf(prisma.$executeRaw`DELETE FROM workspaces`)).status).toBe(503);
  });

  it("so is whoever waits too long for a connection", async () => {
    const { pool, prisma } = clientOf({
      connectionString: env.DATABASE_URL,
      max: 1,
      connectionTimeoutMillis: 200,
    });
    const held = await pool.connect();
    expect((await errorOf(prisma.workspace.findFirst())).status).toBe(503);
    held.release();
  });
});

it("a fault of ours is a 500 that says nothing about itself", async () => {
  const { prisma } = clientOf({ connectionString: env.DATABASE_URL });
  const error = await errorOf(prisma.$queryRaw`SELECT no_such_column FROM workspaces`);
  expect(error.status).toBe(500);
  expect(error.message).not.toContain("no_such_column");
});
