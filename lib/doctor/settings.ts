/** Whether the configuration is one to run in the open: destinations, secrets, the address people use, the disk. */
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import path from "node:path";
import type { Finding } from "@/lib/contract/doctor";
import { pool } from "@/lib/platform/db";
import { type Env, env } from "@/lib/platform/env";
import { counted, error, ok, warning } from "./findings";

export type Settings = Pick<
  Env,
  | "POSTHORN_MODE"
  | "HOST"
  | "APP_URL"
  | "EGRESS_ALLOW"
  | "EGRESS_ALLOW_HTTP"
  | "APP_SECRET"
  | "ENCRYPTION_KEYS"
  | "ROOT_API_KEY"
  | "METRICS_TOKEN"
>;

export const settingFindings = (settings: Settings = env): Finding[] => [
  judgeEgress(settings),
  judgeSecrets(settings),
  judgePublicUrl(settings),
];

const isLoopback = (host: string) =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127\./.test(host);
/** Only this machine talks to it: what would be careless elsewhere is how one tries it out. */
const isPrivate = ({ POSTHORN_MODE, HOST }: Settings) => POSTHORN_MODE === "embedded" && isLoopback(HOST);

function judgeEgress(settings: Settings): Finding {
  const { EGRESS_ALLOW: allow, EGRESS_ALLOW_HTTP: http } = settings;
  const everything = allow.filter((cidr) => /\/0$/.test(cidr));
  if (everything.length > 0)
    return error(
      "egress",
      `EGRESS_ALLOW has ${everything.join(" and ")}: an endpoint may name any address inside your network.`,
      "List the few networks that may receive events.",
    );
  const loose = [http && "plain http", allow.length > 0 && `addresses in ${allow.join(", ")}`].filter(
    Boolean,
  );
  if (loose.length === 0) return ok("egress", "Only public https addresses may receive events.");
  const sentence = `Besides public https addresses, ${loose.join(" and ")} may receive events`;
  if (isPrivate(settings)) return ok("egress", `${sentence}, as this start is for this machine alone.`);
  return warning(
    "egress",
    `${sentence}.`,
    "Unset EGRESS_ALLOW and EGRESS_ALLOW_HTTP unless your own services are the receivers.",
  );
}

const COMMON =
  /change.?me|example|secret|password|posthorn|default|insecure|dummy|placeholder|123456|abcdef/i;
const FEWEST_DIFFERENT = 10;

/** A value somebody typed or copied: it has a word in it, or few different characters. Never says which. */
const looksMade = (value: string) =>
  COMMON.test(value) || new Set(value.replace(/^[a-z]+_/, "")).size < FEWEST_DIFFERENT;

function judgeSecrets({ APP_SECRET, ENCRYPTION_KEYS, ROOT_API_KEY, METRICS_TOKEN }: Settings): Finding {
  const keys = ENCRYPTION_KEYS.split(",").map((entry) => entry.slice(entry.indexOf(":") + 1));
  const weak = [
    looksMade(APP_SECRET) && "APP_SECRET",
    keys.some((key) => new Set(key).size < FEWEST_DIFFERENT) && "ENCRYPTION_KEYS",
    ROOT_API_KEY && looksMade(ROOT_API_KEY) && "ROOT_API_KEY",
    METRICS_TOKEN && looksMade(METRICS_TOKEN) && "METRICS_TOKEN",
  ].filter(Boolean);
  if (weak.length === 0) return ok("secrets", "Secrets look random.");
  return error(
    "secrets",
    `${weak.join(" and ")} can be guessed: typed by hand or copied from an example.`,
    "Make new ones: openssl rand -base64 48. Changing APP_SECRET signs everybody out.",
  );
}

function judgePublicUrl(settings: Settings): Finding {
  if (isPrivate(settings)) return ok("public-url", "This machine alone reaches the dashboard.");
  const advice = "Set APP_URL to the https address that people use.";
  if (!settings.APP_URL) return warning("public-url", "APP_URL is not set: links lead to localhost.", advice);
  const { protocol, hostname } = new URL(settings.APP_URL);
  if (protocol === "https:")
    return ok("public-url", `People reach it at ${new URL(settings.APP_URL).origin}.`);
  if (isLoopback(hostname))
    return warning("public-url", "APP_URL is localhost: links work on this machine only.", advice);
  return error("public-url", "APP_URL is plain http: passwords and sessions can be read on the way.", advice);
}

/** Endpoints that events travel to in the open; rides nothing, and is asked for by a person. */
export async function plainHttpFindings(settings: Settings = env): Promise<Finding[]> {
  const { rows } = await pool("pages").query<{ count: number }>(
    "SELECT count(*)::int AS count FROM endpoints WHERE status = 'enabled' AND deleted_at IS NULL AND url LIKE 'http:%'",
  );
  return [judgePlainHttp(rows[0]?.count ?? 0, settings)];
}

export function judgePlainHttp(count: number, settings: Settings): Finding {
  if (count === 0) return ok("plain-http", "Every enabled endpoint is reached over https.");
  const sentence = `${counted(count, "enabled endpoint")} ${count === 1 ? "is" : "are"} reached over plain http`;
  if (isPrivate(settings)) return ok("plain-http", `${sentence}, as this start allows.`);
  return warning(
    "plain-http",
    `${sentence}: payloads can be read on the way.`,
    "Ask their owners for an https address.",
  );
}

const GIB = 1024 ** 3;

export async function diskFindings(mode: Env["POSTHORN_MODE"] = env.POSTHORN_MODE): Promise<Finding[]> {
  if (mode === "production") {
    const { rows } = await pool("pages").query<{ size: string }>(
      "SELECT pg_size_pretty(pg_database_size(current_database())) AS size",
    );
    return [ok("disk", `The database takes ${rows[0]?.size}; its disk is watched where Postgres runs.`)];
  }
  const { bavail, blocks, bsize } = await statfs(existing(path.resolve(env.DATA_DIR)));
  return [judgeDisk({ freeBytes: bavail * bsize, allBytes: blocks * bsize })];
}

/** Where the folder is, or would be made. */
const existing = (folder: string): string => (existsSync(folder) ? folder : existing(path.dirname(folder)));

export function judgeDisk({ freeBytes, allBytes }: { freeBytes: number; allBytes: number }): Finding {
  const free = `${(freeBytes / GIB).toFixed(1)} GiB of the data folder's disk are free`;
  const share = freeBytes / allBytes;
  const advice =
    "Make room or shorten RETENTION_DAYS. On a full disk events are refused with 503, and none is lost.";
  if (freeBytes < GIB / 2 || share < 0.01) return error("disk", `Only ${free}.`, advice);
  if (freeBytes < 2 * GIB || share < 0.05) return warning("disk", `Only ${free}.`, advice);
  return ok("disk", `${free}.`);
}
