/**
 * `npm run sbom`: what is installed with Posthorn, from package-lock.json alone, as CycloneDX 1.5 JSON on standard
 * output. `--all` adds what only building and testing need. The same lock file gives the same text.
 */
import * as fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(import.meta.dirname, "..");
const ALGORITHMS = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };

/** `sha512-<base64>` as CycloneDX wants it. */
const hashesOf = (integrity = "") =>
  integrity
    .split(" ")
    .filter(Boolean)
    .map((each) => {
      const [algorithm, digest] = [each.slice(0, each.indexOf("-")), each.slice(each.indexOf("-") + 1)];
      return { alg: ALGORITHMS[algorithm], content: Buffer.from(digest, "base64").toString("hex") };
    });

/** A package URL (https://github.com/package-url/purl-spec): the `@` of a scope is encoded. */
const purlOf = (name, version) => `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;

const licenceOf = (licence) =>
  licence
    ? [/^[A-Za-z0-9.-]+$/.test(licence) ? { license: { id: licence } } : { expression: licence }]
    : undefined;

function componentOf([at, { name, version, license, integrity, dev, optional }]) {
  const called = name ?? at.slice(at.lastIndexOf("node_modules/") + "node_modules/".length);
  return {
    type: "library",
    "bom-ref": `${called}@${version}`,
    name: called,
    version,
    scope: dev ? "excluded" : optional ? "optional" : "required",
    purl: purlOf(called, version),
    hashes: hashesOf(integrity),
    licenses: licenceOf(license),
  };
}

/** @param {object} lock package-lock.json, version 3 @param {{all?: boolean}} options */
export function bomOf(lock, { all = false } = {}) {
  const own = lock.packages[""];
  const installed = Object.entries(lock.packages).filter(
    ([at, { link, dev }]) => at !== "" && !link && (all || !dev),
  );
  const byRef = new Map();
  for (const component of installed.map(componentOf)) byRef.set(component["bom-ref"], component);
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": `${lock.name}@${lock.version}`,
        name: lock.name,
        version: lock.version,
        licenses: licenceOf(own.license),
      },
    },
    components: [...byRef.values()].sort((a, b) => (a["bom-ref"] < b["bom-ref"] ? -1 : 1)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8"));
  console.log(JSON.stringify(bomOf(lock, { all: process.argv.includes("--all") }), null, 2));
}
