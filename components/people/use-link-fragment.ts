"use client";

import { useMemo, useSyncExternalStore } from "react";

const subscribe = (changed: () => void) => {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
};

/**
 * What a one-time link carries in its fragment: `token`, `""` without one, `null` while the server renders,
 * which never sees it; the `email` it is for, when it says so; and the `ticket` of somebody who is half signed in.
 */
export function useLinkFragment(): { token: string | null; email: string | null; ticket: string | null } {
  const hash = useSyncExternalStore<string | null>(
    subscribe,
    () => location.hash,
    () => null,
  );
  return useMemo(() => {
    if (hash === null) return { token: null, email: null, ticket: null };
    const fragment = new URLSearchParams(hash.slice(1));
    return {
      token: fragment.get("token") ?? "",
      email: fragment.get("email"),
      ticket: fragment.get("ticket"),
    };
  }, [hash]);
}
