import { defineConfig } from "vitest/config";

const alias = { "@": import.meta.dirname };
const folders = "{lib,app,components,web,worker,bench,bin,prisma}/**";
const generated = ["**/node_modules/**", "lib/platform/prisma/**"];

/**
 * `unit` is pure and needs nothing. `db` gets a real Postgres and a real Redis of its own, and a fresh
 * migrated database per file (`bin/vitest-database.mjs` says which variables a test finds).
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: [`${folders}/*.test.{ts,tsx}`],
          exclude: [...generated, "**/*.db.test.ts"],
          env: { NODE_ENV: "test" },
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: [`${folders}/*.db.test.ts`],
          exclude: generated,
          pool: "forks",
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: ["bin/vitest-setup.mjs"],
          setupFiles: ["bin/vitest-database.mjs"],
        },
      },
    ],
  },
});
