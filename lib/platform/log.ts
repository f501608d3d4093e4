/** The one logger: JSON lines on stdout, nothing secret in them (payloads, secrets and URLs with queries are never passed in). */
import { writeSync } from "node:fs";
import pino from "pino";
import { env } from "./env";
import { createLineWriter } from "./line-writer";

const STDOUT = 1;
let logger: pino.Logger | undefined;

/** The process's logger, made at first use so that importing costs nothing at build time. */
export function log(): pino.Logger {
  // Not pino's own destination: on a full disk that one throws into whoever is next, and then hangs.
  logger ??= pino(
    {
      level: env.LOG_LEVEL,
      base: { pid: process.pid },
      redact: ["req.headers.authorization", "req.headers.cookie", "*.secret", "*.password", "*.apiKey"],
    },
    createLineWriter((bytes) => writeSync(STDOUT, bytes)),
  );
  return logger;
}
