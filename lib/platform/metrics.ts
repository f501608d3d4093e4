/** Counters and histograms of this process, in Prometheus' terms; `metricsText()` is what `/metrics` answers. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { processWide } from "./process-wide";

function make() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "posthorn_" });
  const registers = [registry];
  return {
    registry,
    events: new Counter({ name: "posthorn_events_accepted_total", help: "Events committed", registers }),
    deliveries: new Counter({
      name: "posthorn_deliveries_created_total",
      help: "Deliveries committed",
      registers,
    }),
    attempts: new Counter({
      name: "posthorn_attempts_total",
      help: "Attempts by what they came to",
      labelNames: ["result"] as const,
      registers,
    }),
    fenced: new Counter({
      name: "posthorn_results_fenced_total",
      help: "Results thrown away because the lease had gone",
      registers,
    }),
    ringErrors: new Counter({
      name: "posthorn_ring_errors_total",
      help: "Endpoints that could not be rung; the sweep rings them",
      labelNames: ["queue"] as const,
      registers,
    }),
    swept: new Counter({
      name: "posthorn_swept_endpoints_total",
      help: "Endpoints rung by the sweep",
      registers,
    }),
    requests: new Counter({
      name: "posthorn_api_requests_total",
      help: "API requests by status",
      labelNames: ["method", "status"] as const,
      registers,
    }),
    pageReads: new Counter({
      name: "posthorn_page_reads_total",
      help: "Reads for pages by where they were answered, where there is a read replica",
      labelNames: ["from"] as const,
      registers,
    }),
    attemptSeconds: new Histogram({
      name: "posthorn_attempt_duration_seconds",
      help: "Duration of attempts",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    ownOutage: new Gauge({
      name: "posthorn_own_network_away",
      help: "1 while almost no endpoint of any host can be reached, so that attempts do not count",
      registers,
    }),
    oldestDueSeconds: new Gauge({
      name: "posthorn_oldest_due_delivery_seconds",
      help: "How long the oldest due delivery has been waiting, at the last sweep",
      registers,
    }),
  };
}

export const counters = processWide("counters", make);

/** The Prometheus text of this process. */
export const metricsText = (): Promise<string> => counters.registry.metrics();
