/** What the worker does by the clock: sweep, paced jobs, lost leases, retention. Each waits for its own last turn. */

import { WATCH_ALERTS_EVERY_MS, watchAlerts } from "@/lib/delivery/alerts";
import { prune } from "@/lib/delivery/prune";
import { advanceReplayJobs } from "@/lib/delivery/replay-jobs";
import { FLUSH_STATS_EVERY_MS, flushStats } from "@/lib/delivery/stats";
import { COMPACT_STATS_EVERY_MS, compactStats } from "@/lib/delivery/stats-compaction";
import { dropLostLeases, SWEEP_EVERY_MS, sweep } from "@/lib/delivery/sweep";
import { isDatabaseAway } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import type { Drains } from "./drains";

/** `soonMs`: after a turn that did something, answered as a number. */
type Task = { name: string; everyMs: number; soonMs?: number; run: () => Promise<unknown> };

type Worker = Pick<Drains, "workerId" | "held" | "drain">;

export function startPeriodic(drains: Worker): { stop: () => Promise<void> } {
  const tasks: Task[] = [
    { name: "sweep", everyMs: SWEEP_EVERY_MS, run: () => sweepAndHelp(drains) },
    { name: "replay jobs", everyMs: 1_000, run: advanceReplayJobs },
    { name: "lost leases", everyMs: 10_000, run: () => dropLostLeases(drains.workerId(), drains.held()) },
    { name: "alerts", everyMs: WATCH_ALERTS_EVERY_MS, run: watchAlerts },
    { name: "retention", everyMs: 60_000, soonMs: 500, run: prune },
    { name: "stats", everyMs: FLUSH_STATS_EVERY_MS, run: () => flushStats() },
    { name: "compaction of stats", everyMs: COMPACT_STATS_EVERY_MS, run: compactStats },
  ];
  const stops = tasks.map(repeat);
  return { stop: async () => void (await Promise.all(stops.map((stop) => stop()))) };
}

const UNHEARD_AT_ONCE = 50;
let helping = 0;

/** Deliveries go out also while the queue is away: what the sweep could not make anyone hear is drained right here. */
async function sweepAndHelp(drains: Worker): Promise<void> {
  const unheard = (await sweep())?.unheard ?? [];
  for (const { endpointId, lane } of unheard.slice(0, UNHEARD_AT_ONCE - helping)) {
    helping++;
    void drains.drain(endpointId, lane).finally(() => helping--);
  }
}

function repeat({ name, everyMs, soonMs = everyMs, run }: Task): () => Promise<void> {
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  const take = () => {
    turn = run()
      .catch((error) => {
        if (!isDatabaseAway(error)) log().error({ task: name, error: String(error) }, "periodic task failed");
      })
      .then((done) => {
        if (!stopped) timer = setTimeout(take, typeof done === "number" && done > 0 ? soonMs : everyMs);
      });
  };
  let timer = setTimeout(take, Math.min(everyMs, 1_000));
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await turn;
  };
}
