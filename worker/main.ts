/**
 * The delivery process: rings are answered by drains, and every few seconds the sweep, the heartbeat and the
 * paced jobs take their turn. It stops claiming at SIGTERM, finishes what is in flight within the grace, and
 * gives the rest back; a second signal ends it at once.
 */
import { flushStats } from "@/lib/delivery/stats";
import { demandKeys } from "@/lib/key-ring";
import { closeDb } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { startDrains } from "./drains";
import { serveMetrics } from "./metrics-server";
import { startPeriodic } from "./periodic";
import { startWatchdog } from "./watchdog";

async function main(): Promise<void> {
  await demandKeys();
  const metrics = env.METRICS_PORT && (await serveMetrics({ host: env.HOST, port: env.METRICS_PORT }));
  await prepareQueues();
  const drains = await startDrains();
  const periodic = startPeriodic(drains);
  startWatchdog(drains);
  process.send?.({ ready: true });
  log().info({ queue: env.REDIS_URL ? "redis" : "postgres" }, "worker ready");

  let leaving = false;
  const leave = async (why: string) => {
    if (leaving) process.exit(1);
    leaving = true;
    log().info({ why }, "worker stopping");
    await periodic.stop();
    await drains.stop(env.SHUTDOWN_GRACE_MS);
    await flushStats(Number.POSITIVE_INFINITY).catch((error) =>
      log().warn({ error: String(error) }, "the last counts are lost"),
    );
    if (metrics) await metrics.stop();
    await closeQueues();
    await closeDb();
    log().info("worker stopped");
    process.exit(0);
  };
  process.on("SIGTERM", () => void leave("SIGTERM"));
  process.on("SIGINT", () => void leave("SIGINT"));
  // Without its supervisor there is no one to stop it: it ends itself.
  process.on("disconnect", () => void leave("supervisor gone"));
}

main().catch((error) => {
  log().fatal({ error: String(error), stack: (error as Error).stack }, "worker could not start");
  process.exit(1);
});
