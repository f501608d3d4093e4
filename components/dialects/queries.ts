import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/api-client";
import { apiQuery } from "@/components/api-query";
import type { Dialect, DialectPreview } from "@/lib/contract/dialects";

export const dialectList = () => apiQuery<{ data: Dialect[] }>(["dialects", "list"], "/workspace/dialects");

export const dialectDetail = (name: string) =>
  apiQuery<Dialect>(["dialects", name], `/workspace/dialects/${encodeURIComponent(name)}`);

/** What is shown of a dialect, or of a policy that nobody has saved: asked for by POST, and yet a read. */
export const dialectPreview = (asked: { dialect: string } | { policy: unknown }) =>
  queryOptions({
    queryKey: ["dialects", "preview", asked],
    queryFn: ({ signal }) =>
      api<DialectPreview>("POST", "/workspace/dialects/preview", { body: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
