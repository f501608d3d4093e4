import { defineConfig } from "vitest/config";

/** Faults on whole instances (`bin/instance.mjs`), one file after the other: they share the machine's two hands. */
export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    name: "faults",
    include: ["{bin,e2e}/**/*.fault.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
