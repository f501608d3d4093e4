/**
 * What each process counts, in Prometheus' terms, and who may read it. A process exports only what it itself counts:
 * a gauge it never sets would say 0 where nobody knows. `docs/metrics.md` explains every one of them.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { env } from "./env";
import { processWide } from "./process-wide";

/** A sweep comes every two seconds, and through a big backlog may take several. */
const OLDEST_DUE_LASTS_MS = 30_000;

function make() {
  const registries = { web: new Registry(), worker: new Registry(), each: new Registry() };
  collectDefaultMetrics({ register: registries.each, prefix: "posthorn_" });
  const web = [registries.web];
  const worker = [registries.worker];
  const each = [registries.each];
  return {
    registries,
    events: new Counter({
      name: "posthorn_events_accepted_total",
      help: "Events committed",
      registers: web,
    }),
    deliveries: new Counter({
      name: "posthorn_deliveries_created_total",
      help: "Deliveries committed, replays included",
      registers: each,
    }),
    attempts: new Counter({
      name: "posthorn_attempts_total",
      help: "Attempts by what they came to",
      labelNames: ["result"] as const,
      registers: worker,
    }),
    fenced: new Counter({
      name: "posthorn_results_fenced_total",
      help: "Results thrown away because the lease had gone",
      registers: worker,
    }),
    ringErrors: new Counter({
      name: "posthorn_ring_errors_total",
      help: "Endpoints that could not be rung; the sweep rings them",
      labelNames: ["queue"] as const,
      registers: each,
    }),
    swept: new Counter({
      name: "posthorn_swept_endpoints_total",
      help: "Endpoints rung by the sweep",
      registers: worker,
    }),
    requests: new Counter({
      name: "posthorn_api_requests_total",
      help: "API requests by status",
      labelNames: ["method", "status"] as const,
      registers: web,
    }),
    pageReads: new Counter({
      name: "posthorn_page_reads_total",
      help: "Reads for pages by where they were answered, where there is a read replica",
      labelNames: ["from"] as const,
      registers: web,
    }),
    attemptSeconds: new Histogram({
      name: "posthorn_attempt_duration_seconds",
      help: "Duration of attempts",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: worker,
    }),
    ownOutage: new Gauge({
      name: "posthorn_own_network_away",
      help: "1 while almost no endpoint of any host can be reached, so that attempts do not count",
      registers: worker,
    }),
    oldestDueSeconds: oldestDue(worker),
  };
}

/** Only one worker sweeps at a time: what another found when it last did is soon no longer true, and forgotten. */
function oldestDue(registers: Registry[]) {
  let setAt = Number.NEGATIVE_INFINITY;
  const gauge = new Gauge({
    name: "posthorn_oldest_due_delivery_seconds",
    help: "How long the oldest due delivery has been waiting, at this worker's last sweep",
    registers,
    collect: () => {
      if (performance.now() - setAt > OLDEST_DUE_LASTS_MS) gauge.remove();
    },
  });
  return {
    set: (seconds: number) => {
      setAt = performance.now();
      gauge.set(seconds);
    },
  };
}

export const counters = processWide("counters", make);

/** The Prometheus text of this process, which is of that kind. */
export const metricsText = (kind: "web" | "worker"): Promise<string> =>
  Registry.merge([counters.registries.each, counters.registries[kind]]).metrics();

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Whether an Authorization header carries METRICS_TOKEN; where there is none, nobody's does. */
export function mayReadMetrics(authorization: string | null | undefined): boolean {
  const isRight = timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${env.METRICS_TOKEN ?? ""}`));
  return env.METRICS_TOKEN !== undefined && isRight;
}
