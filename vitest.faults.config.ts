import { defineConfig } from "vitest/config";

/** Faults on whole instances (`bin/instance.mjs`), three files at a time: they mostly wait for something to come back. */
export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    name: "faults",
    include: ["{bin,e2e}/**/*.fault.ts"],
    pool: "forks",
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
