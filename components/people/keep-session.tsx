"use client";

import { useEffect } from "react";

const HOUR_MS = 3_600_000;

let renewal: Promise<unknown> = Promise.resolve();

/** Resolves when no renewal is under way: its answer, come after that to signing out, would bring the cookie back. */
export const sessionRenewed = () => renewal;

const renew = () => {
  // A page that is offline or signed out finds out when it next asks for something.
  if (!document.hidden) renewal = fetch("/api/auth/session", { cache: "no-store" }).catch(() => undefined);
};

/** Renews the session cookie while somebody has a page open, so that only a week without one signs them out. */
export function KeepSession() {
  // Synchronises with the browser's cookie jar: the cookie's age is nothing React knows.
  useEffect(() => {
    renew();
    const timer = setInterval(renew, HOUR_MS);
    return () => clearInterval(timer);
  }, []);
  return null;
}
