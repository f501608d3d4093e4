import type { Scope } from "@/lib/contract/scopes";

/** What an API key may do, in words; here and not from the contract, whose validation a list does not need. */
export const SCOPE_WORDS: Record<Scope, string> = {
  read: "Read endpoints, events and deliveries",
  "events:write": "Publish events",
  "endpoints:write": "Add and change endpoints",
  "endpoints:admin": "Rotate signing secrets",
  replay: "Replay and recover",
  portal: "Make portal links",
  "workspace:write": "Change projects, the catalogue and settings",
};

export const SCOPE_NAMES = Object.keys(SCOPE_WORDS) as Scope[];
