/**
 * Spectrum's webhooks: the event's own members beside `event`, a `v0:timestamp:body` signature, a few
 * seconds of retries, in order at each URL. Promises data only; its facts are Spectrum's pages and the
 * vendors' table.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

export const spectrum = {
  name: "spectrum",
  title: "Spectrum",
  body: {
    kind: "object",
    fields: [
      { name: "event", value: { from: "type" } },
      { name: "data", value: { from: "spread" } },
    ],
  },
  contentType: "application/json",
  headers: [
    { name: "X-Spectrum-Event", value: "type" },
    { name: "X-Spectrum-Webhook-Id", value: "endpoint-uuid" },
    { name: "X-Spectrum-Timestamp", value: "attempt-timestamp" },
    { name: "X-Spectrum-Signature", value: "signature" },
  ],
  signature: {
    algorithm: "hmac-sha256",
    signed: [{ literal: "v0:" }, { from: "attempt-timestamp" }, { literal: ":" }, { from: "body" }],
    encoding: "hex",
    prefix: "v0=",
    separator: null,
  },
  secretFormat: "hex-characters",
  userAgent: "spectrum-webhook/0.1.0",
  success: [[200, 299]],
  timeoutMs: 30_000,
  retry: {
    waitsMs: [200, 1_000, 5_000, 10_000, 10_000],
    jitter: 0.5,
    finalStatuses: [
      [300, 399],
      [400, 499],
    ],
    retriedStatuses: [408, 429],
    finalErrors: ["refused-url", "refused-address"],
    honourRetryAfter: false,
    disableOnGone: false,
  },
  autoDisable: { kind: "never" },
  ordering: "fifo",
  throttle: null,
  maxInFlight: 1,
} as const satisfies DeliveryPolicy;
