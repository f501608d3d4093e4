/** What an operator asked for: command line, `.env`, environment, and the defaults of each mode. */
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

export const HELP = `npm start                 start Posthorn; with no DATABASE_URL it brings its own Postgres
npm start -- --demo       the same, with demo workspaces and traffic
npm run dev               pages and worker follow the sources

PORT (3400, 0 = any free)   HOST (127.0.0.1)   DATA_DIR (.data)   DATABASE_URL   REDIS_URL
Everything else: .env.example`;

/** Without these a production start would invent keys that nobody keeps. */
const REQUIRED_KEYS = {
  ENCRYPTION_KEYS: "encrypts signing secrets; make one with: echo k1:$(openssl rand -base64 32)",
  APP_SECRET: "signs sessions and cursors; make one with: openssl rand -base64 48",
};

/**
 * @param {string[]} argv @param {string} root
 * @returns {{help: boolean, demo: boolean, dev: boolean, embedded: boolean, host: string, port: number,
 *   dataDir: string, workers: number, graceMs: number}}
 */
export function readOptions(argv, root) {
  const { values } = parseArgs({
    args: argv,
    options: { help: { type: "boolean" }, demo: { type: "boolean" }, dev: { type: "boolean" } },
  });
  const dotenv = path.join(root, ".env");
  if (existsSync(dotenv)) process.loadEnvFile(dotenv);
  const { env } = process;
  return {
    help: values.help ?? false,
    demo: values.demo ?? false,
    dev: values.dev ?? false,
    embedded: !env.DATABASE_URL,
    host: env.HOST || "127.0.0.1",
    port: wholeNumber("PORT", 3400, 0, 65_535),
    dataDir: path.resolve(env.DATA_DIR || path.join(root, ".data")),
    workers: wholeNumber("WORKERS", 1, 0, 64),
    graceMs: wholeNumber("SHUTDOWN_GRACE_MS", 35_000, 1, 3_600_000),
  };
}

function wholeNumber(name, fallback, least, most) {
  const given = process.env[name];
  if (!given) return fallback;
  const value = Number(given);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${given}".`);
}

/** Throws one sentence that names every key a production start lacks. */
export function requireKeys(env) {
  const missing = Object.entries(REQUIRED_KEYS).filter(([name]) => !env[name]);
  if (missing.length === 0) return;
  const lines = missing.map(([name, why]) => `  ${name} ${why}`);
  throw new Error(`DATABASE_URL is set, so this is a production start, and it lacks:\n${lines.join("\n")}`);
}

/**
 * The environment of web and worker. What the operator set, even to nothing, stays.
 * @param {{host: string, port: number, dev: boolean, demo: boolean, dataDir: string}} options
 * @param {{databaseUrl: string, secrets: Record<string, string>} | undefined} embedded
 */
export function childEnvironment(options, embedded) {
  const given = process.env;
  const common = {
    ...given,
    NODE_ENV: options.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: options.host,
    PORT: String(options.port),
    APP_URL: given.APP_URL || `http://localhost:${options.port}`,
    ...(options.demo && { POSTHORN_DEMO: "1" }),
  };
  if (!embedded) return { ...common, POSTHORN_MODE: "production" };
  const { POSTGRES_PASSWORD: _, ...secrets } = embedded.secrets;
  const keys = Object.fromEntries(Object.keys(secrets).map((name) => [name, given[name] || secrets[name]]));
  return {
    ...common,
    ...keys,
    POSTHORN_MODE: "embedded",
    DATA_DIR: options.dataDir,
    DATABASE_URL: embedded.databaseUrl,
    EGRESS_ALLOW: given.EGRESS_ALLOW ?? "127.0.0.0/8,::1/128",
    EGRESS_ALLOW_HTTP: given.EGRESS_ALLOW_HTTP ?? "true",
  };
}
