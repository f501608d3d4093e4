/**
 * Decides whether an endpoint's subscriptions want an event, and when. Promises one answer per event however
 * many subscriptions match; the endpoint's own channel, and holding and releasing a run, are the caller's.
 */

/**
 * `type` is a name, `order.*` (everything below `order.` at any depth, not `order` itself) or `*`.
 * `category` and `channel`, where given, must be equal to the event's. `when` defaults to `now`.
 */
export type Subscription = {
  type: string;
  category?: string | null;
  channel?: string | null;
  when?: DeliveryMoment;
};

/** `runEnd`: held until the event's run ends. An event without a run cannot be held: send it at once. */
export type DeliveryMoment = "now" | "runEnd";

export type MatchedEvent = { type: string; category: string | null; channel: string | null };

export type Match = { match: false } | { match: true; when: DeliveryMoment };

export type SubscriptionMatcher = (event: MatchedEvent) => Match;

/**
 * Prepares subscriptions for many events. None at all means every event. Where several match, `now` wins, so
 * that an event is never sent twice and never later than one of them asked.
 */
export function compileSubscriptions(subscriptions: readonly Subscription[]): SubscriptionMatcher {
  const wanted = subscriptions.length === 0 ? [{ type: "*" }] : subscriptions;
  const everything = wanted.filter(({ type }) => type === "*");
  const byPrefix = wanted
    .filter(({ type }) => type.endsWith(".*"))
    .map((subscription) => ({ prefix: subscription.type.slice(0, -1), subscription }));
  const byName = new Map<string, Subscription[]>();
  for (const subscription of wanted) {
    byName.set(subscription.type, [...(byName.get(subscription.type) ?? []), subscription]);
  }

  return (event) => {
    let found: Match = NO_MATCH;
    for (const subscription of byName.get(event.type) ?? []) found = better(found, subscription, event);
    for (const subscription of everything) found = better(found, subscription, event);
    for (const { prefix, subscription } of byPrefix) {
      if (event.type.startsWith(prefix)) found = better(found, subscription, event);
    }
    return found;
  };
}

const NO_MATCH: Match = { match: false };
const AT_ONCE: Match = { match: true, when: "now" };
const AT_RUN_END: Match = { match: true, when: "runEnd" };

function better(found: Match, subscription: Subscription, event: MatchedEvent): Match {
  if (found === AT_ONCE) return found;
  if (subscription.category != null && subscription.category !== event.category) return found;
  if (subscription.channel != null && subscription.channel !== event.channel) return found;
  return subscription.when === "runEnd" ? AT_RUN_END : AT_ONCE;
}
