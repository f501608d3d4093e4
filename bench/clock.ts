/** One clock for all processes of a machine: milliseconds of CLOCK_MONOTONIC. */
const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const monotonicMs = (): number => offset + performance.now();

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
