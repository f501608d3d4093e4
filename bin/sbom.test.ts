import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { bomOf } from "./sbom.mjs";

const lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
const installed = Object.entries(lock.packages as Record<string, { dev?: boolean; version: string }>).filter(
  ([at]) => at !== "",
);
const bom = bomOf(lock);

describe("the bill of materials", () => {
  it("has everything that is installed with us, each once, with what proves it", () => {
    const versions = new Set(
      installed
        .filter(([, { dev }]) => !dev)
        .map(([at, { version }]) => `${at.split("node_modules/").at(-1)}@${version}`),
    );
    expect(bom.components.length).toBeGreaterThan(100);
    // A package that stands in for another is called by its own name.
    const missing = [...versions].filter(
      (each) => !bom.components.some((component) => component["bom-ref"] === each),
    );
    expect(
      missing.every((each) => lock.packages[`node_modules/${each.slice(0, each.lastIndexOf("@"))}`]?.name),
    ).toBe(true);
    expect(new Set(bom.components.map(({ purl }) => purl)).size).toBe(bom.components.length);
    for (const { name, hashes } of bom.components)
      for (const { alg, content } of hashes) {
        expect(alg, name).toBe("SHA-512");
        expect(content).toMatch(/^[0-9a-f]{128}$/);
      }
  });

  it("names scopes as package URLs do", () => {
    expect(bom.components.find(({ name }) => name === "@prisma/client")?.purl).toMatch(
      /^pkg:npm\/%40prisma\/client@\d/,
    );
  });

  it("has what only we need when asked to", () => {
    expect(bom.components.some(({ name }) => name === "vitest")).toBe(false);
    expect(bomOf(lock, { all: true }).components.some(({ name }) => name === "vitest")).toBe(true);
  });
});

it("every dependency is pinned, and comes from a registry with its digest", () => {
  const { dependencies, devDependencies } = JSON.parse(fs.readFileSync("package.json", "utf8"));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/);
  // The lock file knows no digest of what is for other systems than the one it was made on: npm asks for it there.
  for (const [at, { integrity, optional, os, cpu }] of Object.entries(
    lock.packages as Record<
      string,
      { integrity?: string; optional?: boolean; os?: string[]; cpu?: string[] }
    >,
  ))
    if (at !== "" && !(optional && (os || cpu))) expect(integrity, at).toMatch(/^sha512-/);
});
