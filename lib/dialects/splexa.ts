/**
 * SPLEXA's webhooks: the event's own members beside `event`, `category` and `timestamp`, HMAC of the raw
 * body, no retries, disabled by the tenth failure in a row. Promises data only; its facts are SPLEXA's
 * page and the vendors' table.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

export const splexa = {
  name: "splexa",
  title: "SPLEXA",
  body: {
    kind: "object",
    fields: [
      { name: "event", value: { from: "type" } },
      { name: "category", value: { from: "category" } },
      { name: "timestamp", value: { from: "timestamp", format: "iso-millis-z" } },
      { name: "data", value: { from: "spread" } },
    ],
  },
  contentType: "application/json",
  headers: [{ name: "x-splexa-signature", value: "signature" }],
  signature: {
    algorithm: "hmac-sha256",
    signed: [{ from: "body" }],
    encoding: "hex",
    prefix: "sha256=",
    separator: null,
  },
  secretFormat: "hex-characters",
  userAgent: "splexa-universe/1.0 (+webhook)",
  success: [[200, 299]],
  timeoutMs: 8_000,
  retry: {
    waitsMs: [],
    jitter: 0,
    finalStatuses: [],
    retriedStatuses: [],
    finalErrors: [],
    honourRetryAfter: false,
    disableOnGone: false,
  },
  autoDisable: { kind: "consecutive-failures", count: 10 },
  ordering: "none",
  throttle: null,
  maxInFlight: 20,
} as const satisfies DeliveryPolicy;
