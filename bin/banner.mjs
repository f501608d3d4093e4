/** What a start tells the person who typed it, once everything answers. */

/** What `npm start` sets when nobody else did; see `options.mjs`. */
const OWN_EGRESS = { allow: "127.0.0.0/8,::1/128", http: "true" };

function egressSentence({ EGRESS_ALLOW, EGRESS_ALLOW_HTTP, POSTHORN_MODE }) {
  const allowed = EGRESS_ALLOW?.trim();
  const http = EGRESS_ALLOW_HTTP === "true";
  const where = allowed ? `public addresses and those in ${allowed}` : "public addresses only";
  const how = http ? "https or plain http" : "https only";
  const isOwn =
    POSTHORN_MODE === "embedded" && allowed === OWN_EGRESS.allow && EGRESS_ALLOW_HTTP === OWN_EGRESS.http;
  const why = isOwn
    ? "; this start brought its own database, so loopback may be tried on: EGRESS_ALLOW= EGRESS_ALLOW_HTTP=false forbids it"
    : "";
  return `${where}, over ${how}${why}`;
}

/**
 * @param {{env: Record<string, string>, dataDir: string, seconds: number, setupUrl?: string, dev: boolean}} start
 */
export function banner({ env, dataDir, seconds, setupUrl, dev }) {
  const embedded = env.POSTHORN_MODE === "embedded";
  const rows = [
    ["Open", env.APP_URL],
    setupUrl && ["First owner", `${setupUrl}  (works once)`],
    ["Mode", `${embedded ? "own Postgres" : "production"}${dev ? ", development" : ""}`],
    embedded && ["Data", `${dataDir}  (database, secrets.json with the root API key)`],
    ["Queue", env.REDIS_URL ? "Redis" : "Postgres"],
    ["Egress", egressSentence(env)],
    ["Stop", `Ctrl-C, or kill ${process.pid}`],
  ];
  const lines = rows.filter(Boolean).map(([name, text]) => `  ${name.padEnd(12)} ${text}`);
  return `\nPosthorn is ready after ${seconds.toFixed(1)} s.\n\n${lines.join("\n")}\n`;
}
