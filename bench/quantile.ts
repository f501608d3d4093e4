/** The value below which that share (0 to 1) of the values lies; 0 of none. Sorts them in place. */
export function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
