/** The one logger: JSON lines on stdout, nothing secret in them (payloads, secrets and URLs with queries are never passed in). */
import pino from "pino";
import { env } from "./env";

let logger: pino.Logger | undefined;

/** The process's logger, made at first use so that importing costs nothing at build time. */
export function log(): pino.Logger {
  logger ??= pino({
    level: env.LOG_LEVEL,
    base: { pid: process.pid },
    redact: ["req.headers.authorization", "req.headers.cookie", "*.secret", "*.password", "*.apiKey"],
  });
  return logger;
}
