import type { Attempt } from "@/lib/contract/deliveries";

export type PhasePart = { name: string; ms: number; look: string };

const LOOKS = {
  DNS: "fill-phase-dns",
  connect: "fill-phase-connect",
  TLS: "fill-phase-tls",
  waiting: "fill-phase-wait",
  reading: "fill-phase-read",
};

/** The phase in which an attempt ended that failed so, null before the first: nobody was waited for. */
const ENDED_IN: Record<string, keyof typeof LOOKS | null> = {
  "refused-url": null,
  "refused-address": null,
  dns: "DNS",
  connect: "connect",
  tls: "TLS",
};

type Timed = Pick<Attempt, "phases" | "durationMs" | "error">;

/**
 * Where the time of an attempt went. A phase that did not take place (a reused connection has no DNS, connect
 * or TLS) is left out; what no phase accounts for was spent in the one that failed, else waiting or, after the first byte, reading.
 */
export function phaseParts({ phases, durationMs, error }: Timed): PhasePart[] {
  const { dns, connect, tls, firstByte } = phases;
  const measured = (dns ?? 0) + (connect ?? 0) + (tls ?? 0) + (firstByte ?? 0);
  const rest = Math.max(0, durationMs - measured);
  const endedIn = firstByte === null && error ? ENDED_IN[error.code] : undefined;
  const parts: [keyof typeof LOOKS, number | null][] = [
    ["DNS", dns],
    ["connect", connect],
    ["TLS", tls],
    ["waiting", endedIn === undefined ? (firstByte ?? rest) : null],
    ["reading", firstByte === null ? null : rest],
  ];
  return parts.flatMap(([name, part]) => {
    const ms = name === endedIn ? (part ?? 0) + rest : part;
    return ms === null || (name === "reading" && ms < 1) ? [] : [{ name, ms, look: LOOKS[name] }];
  });
}
