import Link from "next/link";
import { Id } from "@/components/ui/id";
import { Fact, Facts, Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { useProjectPath } from "@/components/viewer";
import type { DeliveryDetail } from "@/lib/contract/deliveries";
import type { Endpoint } from "@/lib/contract/endpoints";

type DeliveryFactsProps = { project: string; delivery: DeliveryDetail; endpoint: Endpoint | undefined };

const link = "rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink";

/** What a delivery belongs to and when it came to be. */
export function DeliveryFacts({ project, delivery, endpoint }: DeliveryFactsProps) {
  const base = useProjectPath()(project);
  return (
    <Panel>
      <Facts>
        <Fact name="Delivery">
          <Id value={delivery.id} />
        </Fact>
        <Fact name="Event">
          <Link href={`${base}/events/${delivery.eventId}`} className={`truncate font-mono ${link}`}>
            {delivery.eventId}
          </Link>
        </Fact>
        {delivery.replayOf && (
          <Fact name="Replay of">
            <Link href={`${base}/deliveries/${delivery.replayOf}`} className={`truncate font-mono ${link}`}>
              {delivery.replayOf}
            </Link>
          </Fact>
        )}
        <Fact name="Endpoint">
          <Link
            href={`${base}/endpoints/${delivery.endpointId}`}
            className={`[overflow-wrap:anywhere] ${link}`}
          >
            <span className="line-clamp-2 [overflow-wrap:anywhere]">
              <PlainText>{endpoint?.description || delivery.request.url}</PlainText>
            </span>
          </Link>
        </Fact>
        {endpoint && <Fact name="Dialect">{endpoint.dialect}</Fact>}
        {delivery.category && delivery.category !== "replay" && (
          <Fact name="Category">{delivery.category}</Fact>
        )}
        <Fact name="Created">
          <ExactTime iso={delivery.createdAt} />
        </Fact>
        {delivery.nextAttemptAt && delivery.status === "pending" && (
          <Fact name="Next attempt">
            <RelativeTime iso={delivery.nextAttemptAt} className="font-medium" />
          </Fact>
        )}
        {delivery.settledAt && (
          <Fact name="Settled">
            <ExactTime iso={delivery.settledAt} />
          </Fact>
        )}
        {delivery.orderingKey && (
          <Fact name="Ordering key">
            <span className="font-mono">
              <PlainText>{delivery.orderingKey}</PlainText>
            </span>
          </Fact>
        )}
      </Facts>
      {endpoint && (
        <ul className="border-t border-line2 px-3.5 py-2.5 text-sm text-ink2">
          {endpoint.policyInWords.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
