import type { Attempt } from "@/lib/contract/deliveries";

export type PhasePart = { name: string; ms: number; look: string };

const LOOKS = {
  DNS: "fill-phase-dns",
  connect: "fill-phase-connect",
  TLS: "fill-phase-tls",
  waiting: "fill-phase-wait",
  reading: "fill-phase-read",
};

/**
 * Where the time of an attempt went. A phase that did not take place (a reused connection has no DNS, connect
 * or TLS) is left out; what no phase accounts for was spent waiting or, after the first byte, reading.
 */
export function phaseParts({ phases, durationMs }: Pick<Attempt, "phases" | "durationMs">): PhasePart[] {
  const { dns, connect, tls, firstByte } = phases;
  const measured = (dns ?? 0) + (connect ?? 0) + (tls ?? 0) + (firstByte ?? 0);
  const rest = Math.max(0, durationMs - measured);
  const parts: [keyof typeof LOOKS, number | null][] = [
    ["DNS", dns],
    ["connect", connect],
    ["TLS", tls],
    ["waiting", firstByte ?? rest],
    ["reading", firstByte === null ? null : rest],
  ];
  return parts.flatMap(([name, ms]) =>
    ms === null || (name === "reading" && ms < 1) ? [] : [{ name, ms, look: LOOKS[name] }],
  );
}
