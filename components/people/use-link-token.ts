"use client";

import { useSyncExternalStore } from "react";

const tokenOf = (hash: string) => new URLSearchParams(hash.slice(1)).get("token") ?? "";

const subscribe = (changed: () => void) => {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
};

/** The one-time token in the address's fragment, `""` without one, `null` while the server renders: it never sees it. */
export const useLinkToken = (): string | null =>
  useSyncExternalStore(
    subscribe,
    () => tokenOf(location.hash),
    () => null,
  );
