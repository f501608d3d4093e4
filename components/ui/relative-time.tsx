"use client";

import { useSyncExternalStore } from "react";
import { dateFormat } from "./dates";

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on the page; it stands still when none is shown. */
function onTick(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** `4 min 12 s` for a span: the largest unit and, below an hour, the next one. */
export function spanInWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const at = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const whole = Math.floor(seconds / size);
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((seconds % size) / next[1]) : 0;
  const shown = whole < 10 && next && rest > 0 ? ` ${rest} ${next[0]}` : "";
  return `${whole} ${unit}${shown}`;
}

const day = dateFormat({ dateStyle: "medium" });

/** `just now`, `12 s ago`, `3 h ago`, `in 4 min 12 s`; beyond a month the date itself, `21 Nov 2026`. */
export function timeInWords(at: number, now: number): string {
  const past = now - at;
  if (Math.abs(past) > 30 * 86_400_000) return day(at);
  if (past < 0) return past > -1000 ? "now" : `in ${spanInWords(-past)}`;
  if (past < 5000) return "just now";
  const seconds = Math.floor(past / 1000);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS[3];
  return `${Math.floor(seconds / size)} ${unit} ago`;
}

const exact = dateFormat({ dateStyle: "full", timeStyle: "long" });
const unsubscribed = () => () => undefined;

/** The exact time in the reader's own zone. The server does not know that zone, so it comes with hydration. */
export function useExactTime(iso: string): string | undefined {
  return useSyncExternalStore(
    unsubscribed,
    () => exact(new Date(iso)),
    () => undefined,
  );
}

/** How long ago, or in how long; the exact time on hover and for machines. */
export function RelativeTime({ iso, className }: { iso: string; className?: string }) {
  const at = Date.parse(iso);
  const words = () => timeInWords(at, Date.now());
  const text = useSyncExternalStore(onTick, words, words);
  return (
    <time dateTime={iso} title={useExactTime(iso)} className={className} suppressHydrationWarning>
      {text}
    </time>
  );
}

const clock = dateFormat({ dateStyle: "medium", timeStyle: "medium" });

/** `21 Nov 2026, 14:23:00` in the reader's zone; a blank of the same height until that zone is known. */
export function ExactTime({ iso, className }: { iso: string; className?: string }) {
  const text = useSyncExternalStore(
    unsubscribed,
    () => clock(new Date(iso)),
    () => "\u00a0",
  );
  return (
    <time dateTime={iso} title={useExactTime(iso)} className={className}>
      {text}
    </time>
  );
}
