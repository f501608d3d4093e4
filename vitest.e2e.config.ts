import { defineConfig } from "vitest/config";

const common = {
  pool: "forks" as const,
  globalSetup: ["e2e/running.ts"],
  // Tests that wait for real time wait together.
  maxConcurrency: 100,
  testTimeout: 90_000,
  hookTimeout: 180_000,
};
const alias = { "@": import.meta.dirname };
/** What measures, or looks at what all the others have left, goes last and alone. */
const last = ["e2e/http/isolation.spec.ts", "e2e/http/secrecy.spec.ts"];

/** The built product over HTTP, without a browser: one instance for all files (`e2e/running.ts`). */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          ...common,
          name: "http",
          include: ["e2e/http/**/*.spec.ts"],
          exclude: last,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: { alias },
        test: {
          ...common,
          name: "http-last",
          include: last,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
