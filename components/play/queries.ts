import { apiQuery } from "@/components/api-query";
import type { Page } from "@/lib/contract/page";
import type { PlayInbox, PlayRequest, PlayRequestDetail } from "@/lib/contract/play";

const PLAY = "/workspace/play";

export const playInboxes = () => apiQuery<Page<PlayInbox>>(["play", "inboxes"], PLAY, { limit: "100" });

export const playInbox = (inbox: string) => apiQuery<PlayInbox>(["play", inbox], `${PLAY}/${inbox}`);

/** Asked for every second while somebody looks: requests appear as they arrive. */
export const playRequests = (inbox: string, cursor: string | null = null) =>
  Object.assign(
    apiQuery<Page<PlayRequest>>(["play", inbox, "requests", { cursor }], `${PLAY}/${inbox}/requests`, {
      cursor,
    }),
    { refetchInterval: cursor ? (false as const) : 1_000 },
  );

/** A request never changes. */
export const playRequest = (inbox: string, request: string) =>
  Object.assign(
    apiQuery<PlayRequestDetail>(["play", inbox, "requests", request], `${PLAY}/${inbox}/requests/${request}`),
    { staleTime: Number.POSITIVE_INFINITY },
  );
