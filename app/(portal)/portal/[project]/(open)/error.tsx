"use client";

import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";

export default function PortalError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Panel>
      <ErrorState error={error} onRetry={reset} />
    </Panel>
  );
}
