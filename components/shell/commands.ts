/** What the command palette offers, and which of it fits what was typed; pure. */
import type { LucideIcon } from "lucide-react";
import type { Found } from "@/lib/contract/found";

export type Command = {
  /** Unique among all. */
  id: string;
  label: string;
  /** Says more, and is searched too. */
  detail?: string | undefined;
  /** Other words for it. */
  words?: string;
  icon: LucideIcon;
  /** Where it goes, or what it does. */
  to: string | (() => void);
  keys?: readonly string[];
};

export type CommandGroup = { value: string; items: Command[] };

/** As the API writes ids: a prefix and 26 characters. */
const ID = /^[a-z]{2,5}_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** What was typed as an id, null when it is none. */
export const idIn = (typed: string): string | null => (ID.test(typed.trim()) ? typed.trim() : null);

/** The commands that hold every word typed, in their order; groups with none are left out. */
export function matching(groups: readonly CommandGroup[], typed: string): CommandGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label, detail = "", words: more = "" }: Command) => {
    const text = `${label} ${detail} ${more}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map(({ value, items }) => ({ value, items: items.filter(fits) }))
    .filter(({ items }) => items.length > 0);
}

/** The page that shows what an id names. */
export function pageOf({ kind, id, projectId }: Found): string {
  const base = `/projects/${projectId}`;
  const pages: Record<Found["kind"], string> = {
    project: `/projects/${id}`,
    endpoint: `${base}/endpoints/${id}`,
    event: `${base}/events/${id}`,
    delivery: `${base}/deliveries/${id}`,
    replayJob: `${base}/deliveries`,
    portalLink: `${base}/portal-links`,
    playInbox: `/play/inboxes/${id}`,
    apiKey: "/api-keys",
    user: "/members",
  };
  return pages[kind];
}

export const KIND_WORDS: Record<Found["kind"], string> = {
  project: "project",
  endpoint: "endpoint",
  event: "event",
  delivery: "delivery",
  replayJob: "replay job",
  portalLink: "portal link",
  playInbox: "Play inbox",
  apiKey: "API key",
  user: "member",
};
