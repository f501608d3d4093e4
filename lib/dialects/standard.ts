/**
 * The default dialect: Standard Webhooks headers, signature and retry schedule around
 * `{"type","timestamp","data"}`. Promises data only; its facts are the last column of the vendors' table.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

export const standard = {
  name: "standard",
  title: "Standard Webhooks",
  body: {
    kind: "object",
    fields: [
      { name: "type", value: { from: "type" } },
      { name: "timestamp", value: { from: "timestamp", format: "iso-millis-z" } },
      { name: "data", value: { from: "payload" } },
    ],
  },
  contentType: "application/json",
  headers: [
    { name: "webhook-id", value: "event-id" },
    { name: "webhook-timestamp", value: "attempt-timestamp" },
    { name: "webhook-signature", value: "signature" },
  ],
  signature: {
    algorithm: "hmac-sha256",
    signed: [
      { from: "event-id" },
      { literal: "." },
      { from: "attempt-timestamp" },
      { literal: "." },
      { from: "body" },
    ],
    encoding: "base64",
    prefix: "v1,",
    separator: " ",
  },
  secretFormat: "whsec-base64",
  userAgent: "Posthorn/{version}",
  success: [[200, 299]],
  timeoutMs: 15_000,
  retry: {
    // 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h
    waitsMs: [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000],
    jitter: 0.2,
    finalStatuses: [],
    retriedStatuses: [],
    finalErrors: ["refused-url", "refused-address"],
    honourRetryAfter: true,
    disableOnGone: true,
  },
  // 5 days
  autoDisable: { kind: "failing-for", durationMs: 432_000_000 },
  // After a minute of failures: a probe after 30 s, 1 min, 2 min, … 10 min
  probe: { afterMs: 60_000, firstMs: 30_000, longestMs: 600_000 },
  ordering: "none",
  throttle: null,
  maxInFlight: 20,
} as const satisfies DeliveryPolicy;
