/**
 * Spectra's webhooks: `X-Webhook-*` headers, HMAC of the raw body, fire and forget.
 * Promises data only; its facts are Spectra's "Webhooks" page and the vendors' table.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

export const spectra = {
  name: "spectra",
  title: "Spectra",
  body: {
    kind: "object",
    fields: [
      { name: "event", value: { from: "type" } },
      { name: "timestamp", value: { from: "timestamp", format: "iso-seconds-offset" } },
      { name: "data", value: { from: "payload" } },
    ],
  },
  contentType: "application/json",
  headers: [
    { name: "X-Webhook-Event", value: "type" },
    { name: "X-Webhook-Signature", value: "signature" },
  ],
  signature: {
    algorithm: "hmac-sha256",
    signed: [{ from: "body" }],
    encoding: "hex",
    prefix: "sha256=",
    separator: null,
  },
  secretFormat: "hex-characters",
  userAgent: "Spectra-Webhook/1.0",
  success: [[200, 299]],
  timeoutMs: 5_000,
  retry: {
    waitsMs: [],
    jitter: 0,
    finalStatuses: [],
    retriedStatuses: [],
    finalErrors: [],
    honourRetryAfter: false,
    disableOnGone: false,
  },
  autoDisable: { kind: "never" },
  ordering: "none",
  throttle: null,
  maxInFlight: 20,
} as const satisfies DeliveryPolicy;
