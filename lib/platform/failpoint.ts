/**
 * Places at which a test may have this process die, as if by `kill -9`: `FAILPOINT=after_commit`, or
 * `FAILPOINT=mid_post:<event type>` to die only with that event in hand. Unset, it costs one comparison.
 */
import { env } from "./env";

export type Failpoint = "after_commit" | "after_claim" | "mid_post" | "after_2xx" | "before_finish";

let wanted: string | undefined | null = null;

export function failpoint(name: Failpoint, subject?: string): void {
  if (wanted === null) wanted = env.FAILPOINT;
  if (wanted === undefined) return;
  const [point, only] = wanted.split(":");
  if (point === name && (only === undefined || only === subject)) process.kill(process.pid, "SIGKILL");
}
