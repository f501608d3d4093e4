/**
 * Runs before each database test file: DATABASE_URL names a fresh, migrated database that nobody else
 * uses, QUEUE_PREFIX a queue of its own, and the rest of the environment is complete. The queue is
 * Postgres unless a test sets REDIS_URL to REDIS_TEST_URL (unset where no Redis is installed) before it
 * first touches `env`.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";

const template = new URL(process.env.POSTHORN_TEST_TEMPLATE_URL);
const name = `t_${randomBytes(8).toString("hex")}`;
const at = (database) => Object.assign(new URL(template), { pathname: `/${database}` }).href;

const admin = new pg.Client({ connectionString: at("postgres") });
await admin.connect();
await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)} STRATEGY file_copy`);
await admin.end();

Object.assign(process.env, {
  NODE_ENV: "test",
  POSTHORN_MODE: "embedded",
  DATABASE_URL: at(name),
  QUEUE_PREFIX: name,
  APP_URL: "http://localhost:3400",
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  APP_SECRET: randomBytes(32).toString("hex"),
  ROOT_API_KEY: `root_${randomBytes(24).toString("hex")}`,
  METRICS_TOKEN: randomBytes(24).toString("hex"),
  EGRESS_ALLOW: "127.0.0.0/8,::1/128",
  EGRESS_ALLOW_HTTP: "true",
  LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
});
delete process.env.REDIS_URL;
delete process.env.DATABASE_READ_URL;
