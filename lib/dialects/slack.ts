/**
 * A Slack incoming webhook as a destination: a Block Kit message, unsigned, one a second. Promises data
 * only; Slack's limits are from its "Rate limits" and "Incoming webhooks" pages.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

export const slack = {
  name: "slack",
  title: "Slack",
  body: { kind: "slack-blocks" },
  contentType: "application/json",
  headers: [],
  signature: null,
  secretFormat: "whsec-base64",
  userAgent: "Posthorn/{version}",
  success: [[200, 299]],
  timeoutMs: 15_000,
  retry: {
    // 5 s, 5 min, 30 min, 2 h
    waitsMs: [5_000, 300_000, 1_800_000, 7_200_000],
    jitter: 0.2,
    // Slack answers 4xx for a message or a webhook that will not become valid by waiting.
    finalStatuses: [[400, 499]],
    retriedStatuses: [408, 429],
    finalErrors: ["refused-url", "refused-address"],
    honourRetryAfter: true,
    disableOnGone: true,
  },
  // 5 days
  autoDisable: { kind: "failing-for", durationMs: 432_000_000 },
  ordering: "none",
  throttle: { limit: 1, periodMs: 1_000 },
  maxInFlight: 1,
} as const satisfies DeliveryPolicy;
