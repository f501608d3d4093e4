"use client";

import { useSyncExternalStore } from "react";
import { dateFormat } from "@/components/ui/dates";

const unsubscribed = () => () => undefined;

/** False on the server and until hydration: only the browser knows the reader's time zone. */
const useIsBrowser = () =>
  useSyncExternalStore(
    unsubscribed,
    () => true,
    () => false,
  );

const DAY = 1_440;
const clock = dateFormat({ hour: "2-digit", minute: "2-digit" });
const dayAndClock = dateFormat({
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const day = dateFormat({ day: "numeric", month: "short" });
const utcDay = dateFormat({ day: "numeric", month: "short", timeZone: "UTC" });

/** What a bar is called: below the axis in short, and in full with its end. Bars of a day are days of UTC. */
function namesOf(barMinutes: number) {
  if (barMinutes >= DAY) {
    return { short: (at: Date) => utcDay(at), full: (at: Date) => `${utcDay(at)} (UTC)` };
  }
  const end = (at: Date) => new Date(at.getTime() + barMinutes * 60_000);
  const isSameDay = (at: Date) => day(at) === day(end(at));
  return {
    short: (at: Date) => (barMinutes >= 180 ? day(at) : clock(at)),
    full: (at: Date) => `${dayAndClock(at)} to ${isSameDay(at) ? clock(end(at)) : dayAndClock(end(at))}`,
  };
}

/** Names bars by their time in the reader's zone; null until that is known. */
export function useBarNames(barMinutes: number): ReturnType<typeof namesOf> | null {
  return useIsBrowser() ? namesOf(barMinutes) : null;
}
