import { env } from "@/lib/platform/env";
import { METRICS_TYPE, mayReadMetrics, metricsText } from "@/lib/platform/metrics";
import { merged, workersMetrics } from "./merged";

export const dynamic = "force-dynamic";

/**
 * Prometheus text for whoever has METRICS_TOKEN; for everybody else there is nothing here. It speaks for the workers
 * that WORKER_METRICS names, too.
 */
export async function GET(request: Request): Promise<Response> {
  if (!mayReadMetrics(request.headers.get("authorization")))
    return new Response("Not found\n", { status: 404 });
  const own = metricsText("web");
  const workers = await workersMetrics(env.WORKER_METRICS);
  const text =
    env.WORKER_METRICS.length > 0 ? merged([{ name: "web", text: await own }, ...workers]) : await own;
  return new Response(text, { headers: { "Content-Type": METRICS_TYPE, "Cache-Control": "no-store" } });
}
