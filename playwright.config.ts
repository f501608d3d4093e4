import { defineConfig, devices } from "@playwright/test";
import { browserPath } from "./bin/test-tools.mjs";

if (!process.env.E2E_URL) throw new Error("The journeys need an instance of their own: npm run e2e");

export default defineConfig({
  testDir: "e2e/browser",
  outputDir: "test-results",
  // Each journey has a workspace of its own, and waits more than it works.
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.E2E_URL,
    // A trace costs as much as the journey itself: npm run e2e -- --trace=retain-on-failure <file>
    trace: "off",
    // Nothing fades: what a test sees has arrived.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browserPath(),
      // /dev/shm is small in containers.
      args: ["--disable-dev-shm-usage"],
    },
  },
  projects: [
    { name: "owner", testMatch: "owner.setup.ts" },
    { name: "chromium", testMatch: "**/*.spec.ts", dependencies: ["owner"] },
  ],
});
