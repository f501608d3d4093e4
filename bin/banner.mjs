/** What a start tells the person who typed it, once everything answers. */

function egressSentence(env) {
  const http = env.EGRESS_ALLOW_HTTP === "true";
  const allowed = env.EGRESS_ALLOW?.trim();
  if (!http && !allowed) return "only public https addresses may receive events";
  const what = [allowed && `addresses in ${allowed}`, http && "plain http"].filter(Boolean).join(" and ");
  const why =
    env.POSTHORN_MODE === "embedded"
      ? "because this start brought its own database; EGRESS_ALLOW= EGRESS_ALLOW_HTTP=false forbids them"
      : "because EGRESS_ALLOW or EGRESS_ALLOW_HTTP says so";
  return `${what} may receive events, ${why}`;
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
