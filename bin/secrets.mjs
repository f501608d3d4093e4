/** The secrets an embedded start makes once and keeps in `secrets.json`, readable by its user alone. */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";

const random = () => randomBytes(32).toString("base64url");

const MAKERS = {
  ENCRYPTION_KEYS: () => `k1:${randomBytes(32).toString("base64")}`,
  APP_SECRET: random,
  ROOT_API_KEY: () => `root_${random()}`,
  METRICS_TOKEN: random,
  POSTGRES_PASSWORD: random,
};

function readKept(file) {
  if (!fs.existsSync(file)) return {};
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(
      `${file} cannot be read (${error.message}). It holds the keys of the stored data: restore it.`,
    );
  }
}

/** Writes beside and renames, flushed first: a crash leaves the old file or the new one. */
function keep(file, secrets) {
  const draft = `${file}.${process.pid}`;
  const fd = fs.openSync(draft, "w", 0o600);
  fs.writeSync(fd, `${JSON.stringify(secrets, null, 2)}\n`);
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  fs.renameSync(draft, file);
}

/**
 * @param {string} dataDir @param {{hasData: boolean}} state with data but without its keys, new keys would
 *   only hide the loss, so that is an error
 * @returns {Record<keyof typeof MAKERS, string>}
 */
export function keptSecrets(dataDir, { hasData }) {
  const file = path.join(dataDir, "secrets.json");
  const kept = readKept(file);
  const missing = Object.keys(MAKERS).filter((name) => !kept[name]);
  const vital = missing.filter((name) => name === "ENCRYPTION_KEYS" || name === "POSTGRES_PASSWORD");
  if (hasData && vital.length > 0) {
    throw new Error(
      `${file} lacks ${vital.join(" and ")}, but there is a database made with it.\n` +
        "Restore the file from a backup, or move the whole folder away to begin anew.",
    );
  }
  if (missing.length === 0) {
    fs.chmodSync(file, 0o600);
    return kept;
  }
  const secrets = { ...kept, ...Object.fromEntries(missing.map((name) => [name, MAKERS[name]()])) };
  keep(file, secrets);
  return secrets;
}
