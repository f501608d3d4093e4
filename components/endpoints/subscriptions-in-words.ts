import type { Subscription } from "@/lib/contract/endpoints";

/** One subscription as a person would say it: `order.shipped`, `everything in network_event`. */
export function subscriptionInWords({ type, category, channel, when }: Subscription): string {
  const what = category
    ? `${type === "*" ? "everything" : type} in ${category}`
    : type === "*"
      ? "all events"
      : type;
  const where = channel ? ` on channel ${channel}` : "";
  return `${what}${where}${when === "runEnd" ? ", at the end of the run" : ""}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** All of them in a few words: `All events`, `order.shipped`, `order.* and 2 more`. */
export function subscriptionsInWords(subscriptions: readonly Subscription[]): string {
  const all = subscriptions.find((each) => subscriptionInWords(each) === "all events");
  if (all || subscriptions.length === 0) return "All events";
  const [first, ...rest] = subscriptions.map(subscriptionInWords);
  const words =
    first?.startsWith("everything") || first?.startsWith("all events") ? capital(first) : (first ?? "");
  return rest.length > 0 ? `${words} and ${rest.length} more` : words;
}
