/**
 * The one place that reads the process environment: parsed once, frozen, a clear sentence for each
 * mistake. What a variable means to an operator is in `.env.example`, which a test holds complete.
 */
import { z } from "zod";

const flag = z.enum(["true", "false"]).transform((value) => value === "true");
const list = z.string().transform((value) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);
/** Each name once, and not web's own: it becomes the label that tells one's series from another's. */
const namedUrls = list
  .transform((parts) =>
    parts.map((part) => ({ name: part.split("=", 1).join(), url: part.slice(part.indexOf("=") + 1) })),
  )
  .pipe(
    z
      .array(z.object({ name: z.string().regex(/^[\w. -]+$/), url: z.url({ protocol: /^https?$/ }) }))
      .refine(
        (all) => new Set(["web", ...all.map(({ name }) => name)]).size > all.length,
        "has a name twice",
      ),
  );
const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const fields = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  /** `production` when the operator brings a database; `embedded` when `npm start` brought its own. */
  POSTHORN_MODE: z.enum(["production", "embedded"]).default("production"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3400),
  HOST: z.string().default("127.0.0.1"),
  APP_URL: z.url().optional(),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: z.string().min(1),
  DATABASE_READ_URL: z.string().min(1).optional(),
  REDIS_URL: z.string().min(1).optional(),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .default("posthorn"),
  QUEUE_SHARDS: count(1),
  /** Key ring for signing secrets at rest: `k2:<base64 of 32 bytes>,k1:…`; the first encrypts, all decrypt. */
  ENCRYPTION_KEYS: z.string().min(1),
  /** Signs sessions, cursors and portal tokens; at least 32 characters. */
  APP_SECRET: z.string().min(32),
  ROOT_API_KEY: z.string().min(24).optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  /** A worker's own `GET /metrics`. */
  METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  /** Workers whose metrics web answers with its own: `name=url,name=url`. */
  WORKER_METRICS: namedUrls.default([]),
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).optional(),
  AUTH_GITHUB_ID: z.string().min(1).optional(),
  AUTH_GITHUB_SECRET: z.string().min(1).optional(),
  /** GitHub itself, or a GitHub Enterprise Server. */
  AUTH_GITHUB_URL: z.url({ protocol: /^https?$/ }).default("https://github.com"),
  AUTH_GOOGLE_ID: z.string().min(1).optional(),
  AUTH_GOOGLE_SECRET: z.string().min(1).optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(40).default("single sign-on"),
  EGRESS_ALLOW: list.default([]),
  EGRESS_DENY: list.default([]),
  EGRESS_ALLOW_HTTP: flag.default(false),
  EGRESS_CA_FILE: z.string().min(1).optional(),
  TRUST_PROXY: flag.default(false),
  MAX_BODY_BYTES: count(1_048_576),
  RATE_LIMIT_PER_MINUTE: count(600_000),
  INGEST_POOL_SIZE: count(6),
  WORKER_POOL_SIZE: count(8),
  PAGES_POOL_SIZE: count(8),
  WORKER_CONCURRENCY: count(1024),
  WORKER_SLOW_CONCURRENCY: count(512),
  WORKER_LANES: z.enum(["all", "fast", "slow"]).default("all"),
  /** Deliveries and events older than this are deleted once settled. */
  RETENTION_DAYS: count(90),
  SHUTDOWN_GRACE_MS: count(35_000),
  /** A worker that has due work and claims nothing for this long ends itself, to be started again. */
  WATCHDOG_MS: count(60_000),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** Test builds only: names a point at which the process kills itself, e.g. `after_commit`. */
  FAILPOINT: z.string().optional(),
});

/** What makes no sense alone: each of a group needs the others. */
const TOGETHER = [
  ["SMTP_URL", "MAIL_FROM"],
  ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
  ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
] as const;

export const envSchema = fields.superRefine((given, context) => {
  for (const group of TOGETHER) {
    const there = group.filter((name) => given[name] !== undefined);
    const missing = there.length > 0 ? group.filter((name) => given[name] === undefined) : [];
    for (const name of missing)
      context.addIssue({ code: "custom", path: [name], message: `is needed with ${there.join(", ")}` });
  }
});

export type Env = Readonly<z.infer<typeof envSchema>>;

/** Parses an environment; throws one error that names every offending variable, never its value. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = envSchema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is incomplete or wrong:\n${lines.join("\n")}\nSee .env.example.`);
}

let parsed: Env | undefined;

/** The process environment, parsed at first use so that a build needs none of it. */
export const env: Env = new Proxy({} as Env, {
  get: (_, name) => {
    parsed ??= parseEnv(process.env);
    return parsed[name as keyof Env];
  },
});

/** Where people reach us, e.g. `https://hooks.example.com`; the configuration decides it, never a Host header. */
export const appOrigin = (): string => new URL(env.APP_URL ?? `http://localhost:${env.PORT}`).origin;

/** Tells next-auth, which reads the process environment itself, where it lives. */
export function exportAuthUrl(): void {
  process.env.NEXTAUTH_URL = appOrigin();
}
