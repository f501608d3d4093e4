"use client";

import { useSyncExternalStore } from "react";

const unsubscribed = () => () => undefined;

/** False on the server and until hydration: only the browser knows the reader's time zone. */
const useIsBrowser = () =>
  useSyncExternalStore(
    unsubscribed,
    () => true,
    () => false,
  );

const DAY = 1_440;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const utcDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** What a bar is called: below the axis in short, and in full with its end. Bars of a day are days of UTC. */
function namesOf(barMinutes: number) {
  if (barMinutes >= DAY) {
    return { short: (at: Date) => utcDay.format(at), full: (at: Date) => `${utcDay.format(at)} (UTC)` };
  }
  const end = (at: Date) => new Date(at.getTime() + barMinutes * 60_000);
  const isSameDay = (at: Date) => day.format(at) === day.format(end(at));
  return {
    short: (at: Date) => (barMinutes >= 180 ? day.format(at) : clock.format(at)),
    full: (at: Date) =>
      `${dayAndClock.format(at)} to ${isSameDay(at) ? clock.format(end(at)) : dayAndClock.format(end(at))}`,
  };
}

/** Names bars by their time in the reader's zone; null until that is known. */
export function useBarNames(barMinutes: number): ReturnType<typeof namesOf> | null {
  return useIsBrowser() ? namesOf(barMinutes) : null;
}
