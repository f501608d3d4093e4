import { defineConfig } from "vitest/config";

const alias = { "@": import.meta.dirname };
const common = { pool: "forks" as const, fileParallelism: false, hookTimeout: 300_000 };

/** `npm run scale`: what holds beyond one machine, on whole instances, one file after the other. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          ...common,
          name: "engine",
          include: ["worker/engine-redis.db.test.ts"],
          globalSetup: ["bin/vitest-setup.mjs", "e2e/scale/engine-on-cluster.ts"],
          setupFiles: ["bin/vitest-database.mjs"],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: { alias },
        test: {
          ...common,
          name: "scale",
          include: ["e2e/scale/*.scale.ts"],
          testTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
