/** Installs what package-lock.json names when something of it is missing. Uses nothing but Node. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";

const read = (file) => JSON.parse(fs.readFileSync(file, "utf8")).packages;

const stampFile = (root) => path.join(root, "node_modules/.installed-from");
const lockHash = (root) =>
  createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");

/** Names of packages that are locked but not installed in that version; packages of other platforms aside. */
export function missingPackages(root) {
  const stamp = stampFile(root);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lockHash(root)) return [];
  const installedList = path.join(root, "node_modules/.package-lock.json");
  if (!fs.existsSync(installedList)) return ["node_modules"];
  const installed = read(installedList);
  return Object.entries(read(path.join(root, "package-lock.json")))
    .filter(([name, wanted]) => {
      if (name === "" || wanted.link || wanted.extraneous) return false;
      const have = installed[name];
      return have ? have.version !== wanted.version : !(wanted.optional || wanted.devOptional || wanted.peer);
    })
    .map(([name]) => name.replace("node_modules/", ""));
}

/**
 * `npm ci`, in the foreground. Rejects with a sentence when it fails.
 * @param {string} root @param {AbortSignal} [signal]
 */
export function install(root, signal) {
  // Under `npm start` npm names itself, which also works where `npm` is not on the PATH.
  const npm = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const [command, ...first] = npm;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, "ci", "--include=dev", "--no-audit", "--no-fund"], {
      cwd: root,
      stdio: "inherit",
      signal,
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0
        ? resolve(fs.writeFileSync(stampFile(root), lockHash(root)))
        : reject(new Error("Installing the dependencies failed (npm ci); npm says why above.")),
    );
  });
}
