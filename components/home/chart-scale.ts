/** The end of an axis of whole numbers: the next round one whose half is whole. */
export function axisEnd(largest: number): number {
  if (largest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(largest));
  const steps = power === 1 ? [4, 6, 8, 10] : [1, 1.4, 2, 3, 4, 5, 6, 8, 10];
  return Math.round((steps.find((step) => step * power >= largest) ?? 10) * power);
}

/** Where the powers of ten lie that hold all of these durations between them, in milliseconds. */
export function decades(durations: readonly number[]): number[] {
  const from = Math.floor(Math.log10(Math.max(1, Math.min(...durations))));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(1, ...durations))));
  return Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at));
}

/** Which of `bars` bars are named below the axis, about `labels` of them, evenly. */
export function labelledBars(bars: number, labels: number): number[] {
  const every = Math.max(1, Math.round(bars / labels));
  return Array.from({ length: Math.ceil(bars / every) }, (_, at) => at * every);
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `12.4K`, for the edge of a chart. */
export const axisLabel = (value: number): string => compact.format(value);
