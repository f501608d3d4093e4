/** What processes have used, from /proc: CPU in microseconds, peak memory in MiB. Zero off Linux. */
import { readdirSync, readFileSync } from "node:fs";

/** Of the kernel's accounting, 100 to the second on every Linux there is. */
const US_PER_TICK = 10_000;

type Stat = { parent: number; own: number; ended: number };

function statOf(pid: number | string): Stat | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    const field = line
      .slice(line.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const ticks = (from: number) => ((field[from] ?? 0) + (field[from + 1] ?? 0)) * US_PER_TICK;
    // Fields 4, 14 to 17 of proc(5), counted from the third: parent, own times, those of children that ended.
    return { parent: field[1] ?? 0, own: ticks(11), ended: ticks(13) };
  } catch {
    return null;
  }
}

/** CPU the process has used so far. */
export const cpuOf = (pid: number): number => statOf(pid)?.own ?? 0;

/** CPU the process and its children, living and ended, have used so far: a postmaster with its backends. */
export function cpuOfFamily(pid: number): number {
  const head = statOf(pid);
  if (!head) return 0;
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + (stat?.own ?? 0), head.own + head.ended);
}

/** The most memory the process ever had resident. */
export const peakMib = (pid: number): number => memoryOf(pid, "VmHWM");

/** What it has resident now. */
export const residentMib = (pid: number): number => memoryOf(pid, "VmRSS");

function memoryOf(pid: number, line: string): number {
  try {
    const kib = new RegExp(`${line}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Math.round(Number(kib ?? 0) / 1024);
  } catch {
    return 0;
  }
}
