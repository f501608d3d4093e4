import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { backends } from "@/e2e/product";
import { wrongsOf } from "./check";
import { type Result, runSeed } from "./run";
import { asMarkdown, summarise } from "./summary";

// `npm run faults -- --seeds=20 --seconds=90`, `--minutes=60`, `--seed=7 --seeds=1 --backend=redis`: bin/test.mjs hands
// them over.
const given = (name: string, fallback: number) => Number(process.env[`NEMESIS_${name}`] || fallback);
const seeds = given("SEEDS", 2);
const seconds = given("MINUTES", 0) * 60 || given("SECONDS", 30);
const firstSeed = given("SEED", Math.floor(Math.random() * 1e9));

const only = process.env.NEMESIS_BACKEND;

/** In turn, so that two seeds see both. */
const runs = Array.from({ length: seeds }, (_, n) => {
  const available = backends().filter((backend) => !only || backend === only);
  const backend = available[n % available.length] as (typeof available)[number];
  return { seed: firstSeed + n, backend, seconds };
});

describe("whatever happens, in whatever order", () => {
  const results: Result[] = [];
  afterAll(() => {
    const summary = summarise(results);
    mkdirSync(".test", { recursive: true });
    writeFileSync(".test/nemesis.json", JSON.stringify({ summary, results }, null, 2));
    writeFileSync(".test/nemesis.md", asMarkdown(summary));
    process.stdout.write(`\n${asMarkdown(summary)}\n`);
  });

  it.each(runs)(
    "seed $seed on $backend: nothing lost, altered, misplaced or repeated without a reason",
    async (run) => {
      const result = await runSeed(run);
      results.push(result);
      expect(result.verdict.accepted).toBeGreaterThan(0);
      expect(wrongsOf(result.verdict)).toEqual([]);
    },
    seconds * 1_000 + 480_000,
  );
});
