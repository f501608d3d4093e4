/** Whether somebody delivers, and keeps up. */
import type { Finding } from "@/lib/contract/doctor";
import type { Health } from "@/lib/contract/health";
import { readHealth } from "@/lib/health";
import { error, ok, warning } from "./findings";

const LATE_MS = 60_000;
const VERY_LATE_MS = 600_000;

export async function workerFindings(): Promise<Finding[]> {
  const health = await readHealth();
  return health.database ? judgeWorker(health) : [];
}

export function judgeWorker({ worker, networkAwaySince, oldestDueMs }: Health): Finding[] {
  const heartbeat = worker.alive
    ? ok("worker", "A worker is alive.")
    : error(
        "worker",
        worker.heartbeatAgeMs === null
          ? "No worker runs: events are accepted and wait."
          : `No worker has shown a sign of life for ${seconds(worker.heartbeatAgeMs)}: events are accepted and wait.`,
        "Start one; `npm start` runs it beside the web process.",
      );
  return [heartbeat, judgeNetwork(networkAwaySince), judgeBacklog(oldestDueMs ?? 0)];
}

function judgeNetwork(awaySince: string | null): Finding {
  if (awaySince === null) return ok("network", "Endpoints are reached.");
  return error(
    "network",
    `Almost no endpoint of any host has been reached since ${awaySince}; what fails meanwhile does not count as an attempt.`,
    "Look at this machine's network, name servers and firewall; deliveries go on by themselves when it is back.",
  );
}

function judgeBacklog(dueMs: number): Finding {
  const advice =
    "Add workers or raise WORKER_CONCURRENCY; the endpoint that is behind is on its project's home.";
  const sentence = `The oldest due delivery has been waiting for ${seconds(dueMs)}.`;
  if (dueMs > VERY_LATE_MS) return error("backlog", sentence, advice);
  if (dueMs > LATE_MS) return warning("backlog", sentence, advice);
  return ok("backlog", "Nothing that is due waits.");
}

const seconds = (ms: number) =>
  ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
