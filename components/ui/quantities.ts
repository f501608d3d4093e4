/** `0 ms`, `212 ms`, `5.00 s`, `31.2 s`: three figures, so that a column of them can be compared. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(1)} s`;
}

/** A setting rather than a measurement: `15 s`, `1 min`, `1500 ms`. */
export function wholeDuration(ms: number): string {
  if (ms % 1000 !== 0) return `${ms} ms`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}

/** `187 bytes`, `64.0 KiB`. */
export function size(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** `1 failure`, `3 failures`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** `99.98 %`; never rounded up to a hundred, which would hide a failure. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  const shown = Math.floor(share * 10_000) / 100;
  return `${shown.toFixed(shown === 100 || shown === 0 ? 0 : shown >= 99 ? 2 : 1)} %`;
}
