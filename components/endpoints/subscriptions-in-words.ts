import type { Subscription } from "@/lib/contract/endpoints";

const whatInWords = ({ type, category }: Subscription): string => {
  if (category) return `${type === "*" ? "everything" : type} in ${category}`;
  return type === "*" ? "all events" : type;
};

/** One subscription as a person would say it: `order.shipped`, `everything in network_event`. */
export function subscriptionInWords(subscription: Subscription): string {
  const { channel, when } = subscription;
  const where = channel ? ` on channel ${channel}` : "";
  return `${whatInWords(subscription)}${where}${when === "runEnd" ? ", at the end of the run" : ""}`;
}

/** As it stands at the beginning of a line; a type's name is written as it is. */
const capital = (text: string, { type }: Subscription) =>
  type === "*" ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/** All of them in a few words: `All events`, `order.shipped`, `order.* and 2 more`. */
export function subscriptionsInWords(subscriptions: readonly Subscription[]): string {
  const all = subscriptions.some((each) => subscriptionInWords(each) === "all events");
  const [first, ...rest] = subscriptions;
  if (all || !first) return "All events";
  const words = capital(subscriptionInWords(first), first);
  return rest.length > 0 ? `${words} and ${rest.length} more` : words;
}

export type SubscriptionGroup = { where: string; what: string[] };

/** What is wanted, by channel and by when, in the order given. */
export function groupedSubscriptions(subscriptions: readonly Subscription[]): SubscriptionGroup[] {
  const groups = new Map<string, Set<string>>();
  for (const each of subscriptions) {
    const on = each.channel ? `On channel ${each.channel}` : "On any channel";
    const where = `${on}, ${each.when === "runEnd" ? "at the end of the run" : "at once"}`;
    groups.set(where, (groups.get(where) ?? new Set()).add(capital(whatInWords(each), each)));
  }
  return [...groups].map(([where, what]) => ({ where, what: [...what] }));
}
