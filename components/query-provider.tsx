"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { isApiError } from "./api-client";

/** Whose session has ended is asked to sign in, and comes back to where they were. */
function signInWhenSignedOut(error: unknown) {
  if (!isApiError(error) || error.status !== 401) return;
  // A portal has no sign-in: its first page says how one gets in.
  const portal = /^\/portal\/[^/]+/.exec(location.pathname);
  if (portal) return location.assign(portal[0]);
  const here = `${location.pathname}${location.search}`;
  location.assign(`/sign-in?callbackUrl=${encodeURIComponent(here)}`);
}

/** A refusal stays a refusal; what may pass (nobody answered, 5xx) is asked twice more. */
const retry = (failures: number, error: unknown) =>
  failures < 2 && !(isApiError(error) && error.status < 500);

const newClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: signInWhenSignedOut }),
    mutationCache: new MutationCache({ onError: signInWhenSignedOut }),
    defaultOptions: { queries: { staleTime: 10_000, retry } },
  });

/** Server state and URL state for everything inside. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(newClient);
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>{children}</NuqsAdapter>
    </QueryClientProvider>
  );
}
