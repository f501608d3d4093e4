import { type Status, StatusBadge } from "@/components/ui/status-badge";
import type { Endpoint } from "@/lib/contract/endpoints";
import { isDisabledByRule } from "./disabled-in-words";

/** Red is for what failures have switched off, not for what somebody wanted so. */
const statusOf = ({ status, disabledReason }: Endpoint): Status =>
  status === "disabled" && !isDisabledByRule(disabledReason) ? "switched-off" : status;

export const EndpointStatus = ({ endpoint }: { endpoint: Endpoint }) => (
  <StatusBadge status={statusOf(endpoint)} />
);
