/**
 * Spectora's webhooks, which travel through Svix: both header families, a thin body that names the
 * record, Svix's retry schedule. Promises data only; its facts are Spectora's page and the vendors' table.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

export const spectora = {
  name: "spectora",
  title: "Spectora",
  body: {
    kind: "object",
    fields: [
      { name: "type", value: { from: "type" } },
      { name: "id", value: { from: "payload-id" } },
      { name: "timestamp", value: { from: "timestamp", format: "iso-millis-z" } },
    ],
  },
  contentType: "application/json",
  headers: [
    { name: "svix-id", value: "event-id" },
    { name: "webhook-id", value: "event-id" },
    { name: "svix-timestamp", value: "attempt-timestamp" },
    { name: "webhook-timestamp", value: "attempt-timestamp" },
    { name: "svix-signature", value: "signature" },
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
    // Svix does since its pull request 2203.
    honourRetryAfter: true,
    disableOnGone: false,
  },
  // 5 days
  autoDisable: { kind: "failing-for", durationMs: 432_000_000 },
  ordering: "none",
  throttle: null,
  maxInFlight: 20,
} as const satisfies DeliveryPolicy;
