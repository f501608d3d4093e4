/** Throw-away folders of test runs, and the removal of what a killed run left behind, its servers included. */
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { isAlive, signal, until } from "./processes.mjs";

const PREFIX = "posthorn-test-";

/** A folder in the system's temporary place, which a Postgres of another user can reach, marked as ours. */
export function makeTestFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), PREFIX));
  fs.chmodSync(folder, 0o711);
  fs.writeFileSync(path.join(folder, "owner.pid"), String(process.pid));
  return folder;
}

/** Removes folders whose run is gone, after ending the servers in them. */
export async function sweepTestFolders() {
  for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(os.tmpdir(), name);
    const read = (file) => Number(fs.readFileSync(path.join(folder, file), "utf8").split("\n")[0]);
    try {
      if (isAlive(read("owner.pid"))) continue;
      for (const file of pidFilesIn(folder)) {
        const pid = read(file);
        if (isAlive(pid)) signal(pid, "SIGQUIT");
        await until(() => !isAlive(pid), 3_000);
      }
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's folder, or one that is being made or removed right now.
    }
  }
}

/** Of Postgres and Redis, in the folder itself or in one of its own, as the nodes of a cluster are. */
function pidFilesIn(folder) {
  const places = [".", ...fs.readdirSync(folder)];
  const files = places.flatMap((at) => [path.join(at, "postmaster.pid"), path.join(at, "redis.pid")]);
  return files.filter((file) => fs.existsSync(path.join(folder, file)));
}
