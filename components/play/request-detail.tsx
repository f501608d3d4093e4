"use client";

import { useQuery } from "@tanstack/react-query";
import { statusPhrase } from "@/components/deliveries/status-phrase";
import { BodyPanel } from "@/components/ui/body-panel";
import { ErrorState } from "@/components/ui/error-state";
import { Fact, Facts, Panel } from "@/components/ui/panel";
import { PanelSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { size } from "@/components/ui/quantities";
import { ExactTime } from "@/components/ui/relative-time";
import { playRequest } from "./queries";
import { VerifyRequest } from "./verify-request";

/** One request exactly as it came, and whether its signature is right. */
export function RequestDetail({ inbox, request }: { inbox: string; request: string }) {
  const { data, error, refetch } = useQuery(playRequest(inbox, request));
  if (!data) {
    return error ? (
      <Panel>
        <ErrorState error={error} onRetry={refetch} />
      </Panel>
    ) : (
      <PanelSkeleton lines={8} />
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Panel>
        <Facts>
          <Fact name="Received">
            <ExactTime iso={data.receivedAt} />
          </Fact>
          <Fact name="Request">
            {data.method} {data.query && <PlainText>{data.query}</PlainText>}
          </Fact>
          <Fact name="Answered">
            {statusPhrase(data.answeredStatus)}
            {data.failedAtRandom && ", at random"}
          </Fact>
        </Facts>
      </Panel>
      <BodyPanel
        title="Body"
        body={{ text: data.body, encoding: data.bodyEncoding }}
        headers={data.headers}
        fileName={`${data.id}.txt`}
        absent="It had no body."
        note={data.truncated ? `cut here: ${size(data.size)} came` : undefined}
      />
      <VerifyRequest request={data} />
    </div>
  );
}
