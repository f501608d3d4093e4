/** What many seeds came to, as JSON for machines and as tables for `docs/reliability.md`. */
import { countsOf, type Verdict, type Wrong } from "./check";
import type { Result } from "./run";
import { FAULTS, type FaultKind } from "./schedule";

export type Summary = {
  seeds: number;
  seconds: number;
  accepted: number;
  arrived: number;
  counts: Record<Wrong | "explained" | "open", number>;
  recovery: Record<
    string,
    { times: number; measured: number; medianMs: number | null; worstMs: number | null }
  >;
  slowestPeaceMs: number;
};

export function summarise(results: Result[]): Summary {
  const sum = (of: (verdict: Verdict) => number) =>
    results.reduce((all, { verdict }) => all + of(verdict), 0);
  return {
    seeds: results.length,
    seconds: results.reduce((all, { seconds }) => all + seconds, 0),
    accepted: sum(({ accepted }) => accepted),
    arrived: sum(({ arrived }) => arrived),
    counts: {
      lost: sum((verdict) => countsOf(verdict).lost),
      altered: sum((verdict) => countsOf(verdict).altered),
      misdelivered: sum((verdict) => countsOf(verdict).misdelivered),
      split: sum((verdict) => countsOf(verdict).split),
      unexplained: sum((verdict) => countsOf(verdict).unexplained),
      disordered: sum((verdict) => countsOf(verdict).disordered),
      unaccounted: sum((verdict) => countsOf(verdict).unaccounted),
      explained: sum(({ explained }) => explained),
      open: sum(({ open }) => open),
    },
    recovery: recoveryByKind(results),
    slowestPeaceMs: Math.max(0, ...results.map(({ settledMs }) => settledMs)),
  };
}

function recoveryByKind(results: Result[]): Summary["recovery"] {
  const kinds = Object.keys(FAULTS) as FaultKind[];
  return Object.fromEntries(
    kinds.map((kind) => {
      const of = results.flatMap((result) => result.recoveries.filter(([each]) => each === kind));
      const measured = of.flatMap(([, ms]) => ms ?? []).sort((a, b) => a - b);
      return [
        kind,
        {
          times: of.length,
          measured: measured.length,
          medianMs: measured[Math.floor(measured.length / 2)] ?? null,
          worstMs: measured.at(-1) ?? null,
        },
      ];
    }),
  );
}

const seconds = (ms: number | null) => (ms === null ? "–" : `${(ms / 1_000).toFixed(1)} s`);

export function asMarkdown(summary: Summary): string {
  const { counts } = summary;
  const rows = Object.entries(summary.recovery)
    .filter(([, { times }]) => times > 0)
    .map(
      ([kind, { times, measured, medianMs, worstMs }]) =>
        `| ${kind} | ${times} | ${measured} | ${seconds(medianMs)} | ${seconds(worstMs)} |`,
    );
  return [
    `${summary.seeds} seeds, ${summary.seconds} s under faults, ${summary.accepted} events accepted, ${summary.arrived} requests.`,
    "",
    "| Lost | Altered | Misdelivered | Split | Out of order | Unaccounted | Unexplained duplicates | Explained duplicates | Open at the end |",
    "|---|---|---|---|---|---|---|---|---|",
    `| ${counts.lost} | ${counts.altered} | ${counts.misdelivered} | ${counts.split} | ${counts.disordered} | ${counts.unaccounted} | ${counts.unexplained} | ${counts.explained} | ${counts.open} |`,
    "",
    "| Fault | Times | Measured alone | Recovery, median | Recovery, worst |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
