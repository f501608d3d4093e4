/** The folder an embedded start keeps everything in, and where in it, or beside it, the database may live. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { clusterUser } from "./postgres-binaries.mjs";

const isRoot = () => process.getuid?.() === 0;

/** Creates the folder; a root start lets Postgres' user pass through it, nobody look into it. */
export function makeDataDir(dir) {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  try {
    fs.accessSync(dir, fs.constants.W_OK);
  } catch {
    throw new Error(`DATA_DIR ${dir} is not writable for this user.`);
  }
  if (isRoot() && fs.statSync(dir).uid === 0) fs.chmodSync(dir, 0o711);
}

/** Can this user work in the folder? It is created for the question and removed again when not. */
function canLiveIn(folder, user) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.chownSync(folder, user.uid, user.gid);
  const test = spawnSync("/bin/sh", ["-c", 'cd -- "$1" && test -w .', "sh", folder], { ...user, cwd: "/" });
  if (test.status === 0) return true;
  fs.rmdirSync(folder);
  return false;
}

/**
 * Where the cluster is or will be. Postgres never runs as root; when root starts us and the data folder
 * lies under a private home such as /root, no other user can reach it, so the cluster goes to
 * /var/lib/posthorn and `postgres.location` in the data folder says where.
 */
export function clusterFolder(dataDir) {
  const inside = path.join(dataDir, "postgres");
  const pointer = path.join(dataDir, "postgres.location");
  if (!isRoot()) {
    const owner = fs.statSync(inside, { throwIfNoEntry: false })?.uid;
    if (fs.existsSync(pointer) || (owner !== undefined && owner !== process.getuid?.())) {
      throw new Error(`The database in ${dataDir} was made by root or another user: start as that user.`);
    }
    return inside;
  }
  if (fs.existsSync(pointer)) return fs.readFileSync(pointer, "utf8").trim();
  if (fs.existsSync(path.join(inside, "PG_VERSION"))) return inside;
  const user = clusterUser(inside);
  if (canLiveIn(inside, user)) return inside;
  for (const base of ["/var/lib/posthorn", path.join(os.tmpdir(), "posthorn-data")]) {
    const folder = path.join(base, randomBytes(6).toString("hex"), "postgres");
    try {
      fs.mkdirSync(path.dirname(folder), { recursive: true, mode: 0o711 });
      if (!canLiveIn(folder, user)) continue;
    } catch (error) {
      if (["EACCES", "EROFS", "EPERM"].includes(error.code)) continue;
      throw error;
    }
    fs.writeFileSync(pointer, `${folder}\n`);
    return folder;
  }
  throw new Error(
    `Postgres cannot run as root, and no other user can reach ${dataDir}: set DATA_DIR elsewhere.`,
  );
}
