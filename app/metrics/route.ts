import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/platform/env";
import { metricsText } from "@/lib/platform/metrics";

export const dynamic = "force-dynamic";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Prometheus text for whoever has METRICS_TOKEN; for everybody else there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const given = digest(request.headers.get("authorization") ?? "");
  const isRight = timingSafeEqual(given, digest(`Bearer ${env.METRICS_TOKEN ?? ""}`));
  if (!env.METRICS_TOKEN || !isRight) return new Response("Not found\n", { status: 404 });
  return new Response(await metricsText(), {
    headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store" },
  });
}
