"use client";

import { useMemo, useSyncExternalStore } from "react";

const subscribe = (changed: () => void) => {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
};

/**
 * What a one-time link carries in its fragment: `token`, `""` without one, `null` while the server renders,
 * which never sees it; and the `email` it is for, when it says so.
 */
export function useLinkFragment(): { token: string | null; email: string | null } {
  const hash = useSyncExternalStore<string | null>(
    subscribe,
    () => location.hash,
    () => null,
  );
  return useMemo(() => {
    if (hash === null) return { token: null, email: null };
    const fragment = new URLSearchParams(hash.slice(1));
    return { token: fragment.get("token") ?? "", email: fragment.get("email") };
  }, [hash]);
}
