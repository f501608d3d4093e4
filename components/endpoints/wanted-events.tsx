import { PlainText } from "@/components/ui/plain-text";
import type { Endpoint } from "@/lib/contract/endpoints";
import { groupedSubscriptions } from "./subscriptions-in-words";

/** What an endpoint gets: one list, or where channels or moments differ one for each. */
export function WantedEvents({ endpoint: { subscriptions, channel } }: { endpoint: Endpoint }) {
  const groups = groupedSubscriptions(subscriptions);
  const isPlain = subscriptions.every((each) => !each.channel && !each.when);
  return (
    <div className="flex flex-col gap-3 p-3.5 text-sm [overflow-wrap:anywhere]">
      {groups.map(({ where, what }) => (
        <div key={where}>
          {!isPlain && <h3 className="mb-1 text-xs text-ink3">{where}</h3>}
          <ul aria-label={isPlain ? undefined : where} className="flex flex-col gap-1">
            {what.map((words) => (
              <li key={words}>
                <PlainText>{words}</PlainText>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {channel && <p className="text-ink2">only on channel {channel}</p>}
    </div>
  );
}
