/**
 * `npm run bench`: measures the product as it is shipped, over real HTTP and at full durability, beside
 * yardsticks that it runs in the same minute, and prints figures and ratios. Options: `-- --help`.
 */
import { writeFileSync } from "node:fs";
import { hasRedis } from "@/bin/redis.mjs";
import { backlog } from "./backlog";
import { type Bench, withBench } from "./bench";
import { cost } from "./cost";
import { delivered } from "./delivered";
import { idleLatency, isolation } from "./latency";
import { lists } from "./lists";
import { type Options, readOptions, type ScenarioName } from "./options";
import { publishing } from "./publishing";
import { type Figure, jsonOf, tableOf } from "./report";
import { retention } from "./retention";
import { workers } from "./workers";

const MEASURE: Record<ScenarioName, (bench: Bench) => Promise<Figure[]>> = {
  latency: idleLatency,
  publish: publishing,
  "delivered-50": (bench) => delivered(bench, 50),
  "delivered-2000": (bench) => delivered(bench, 2_000),
  "delivered-20000": (bench) => delivered(bench, 20_000),
  isolation,
  lists,
  retention,
  backlog,
  workers,
  cost,
};

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), hasRedis());
  if (!options) return;
  const figures: Figure[] = [];
  try {
    for (const backend of options.backends) {
      await withBench({ options, backend }, async (bench) => {
        for (const name of options.only) {
          console.log(`${backend}: ${name} …`);
          figures.push(...(await MEASURE[name](bench)));
        }
      });
    }
  } finally {
    // Also what was measured before something went wrong.
    report(figures, options);
  }
}

function report(figures: Figure[], { json }: Options): void {
  console.log(`\n${tableOf(figures)}\n`);
  console.log(
    "bare: a sign-and-post loop (a JSON echo for publishes, itself alone for isolation, 10,000 due, one worker) in the same minute.",
  );
  console.log("µs: CPU per delivery, or per event where events are counted.");
  if (json) writeFileSync(json, jsonOf(figures));
}

await main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
process.exit();
