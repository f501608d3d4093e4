import type { Event } from "@/lib/contract/events";

/** The id its producer gave the event; one that stands for an Idempotency-Key begins with a colon and is not shown. */
export const ownIdOf = ({ producerId }: Event): string | null =>
  producerId?.startsWith(":") ? null : producerId;

/** What that id is called: in a portal it is not the reader's. */
export const ownIdName = (isPortal: boolean): string => (isPortal ? "Sender's id" : "Your id");
