import { jsonAnswer } from "@/app/api/answers";
import { readHealth } from "@/lib/health";

export const dynamic = "force-dynamic";

/** 200 while events are accepted; `?probe=live` asks only whether this process answers. */
export async function GET(request: Request): Promise<Response> {
  if (new URL(request.url).searchParams.get("probe") === "live") return jsonAnswer(200, '{"status":"ok"}');
  const health = await readHealth();
  return jsonAnswer(health.status === "unavailable" ? 503 : 200, JSON.stringify(health));
}
