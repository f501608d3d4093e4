import { statusPhrase } from "@/components/deliveries/status-phrase";
import { duration } from "@/components/ui/quantities";
import type { PlayAnswer } from "@/lib/contract/play";

/** `200 OK`, `503 Service Unavailable after 2.00 s, fails 10 % of the time`. */
export function answerInWords({ status, delayMs, failPercent }: PlayAnswer): string {
  const when = delayMs > 0 ? ` after ${duration(delayMs)}` : "";
  const fails = failPercent > 0 ? `, fails ${failPercent} % of the time` : "";
  return `${statusPhrase(status)}${when}${fails}`;
}
