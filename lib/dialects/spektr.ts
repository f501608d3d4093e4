/**
 * spektr's webhooks: always a batch under `results`, only 200 counts, three retries a second apart, in
 * order within a process run. Promises data only; its facts are spektr's page and the vendors' table.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

export const spektr = {
  name: "spektr",
  title: "spektr",
  body: {
    kind: "batch",
    name: "results",
    fields: [
      { name: "id", value: { from: "event-id" } },
      { name: "type", value: { from: "type" } },
      { name: "createdAt", value: { from: "timestamp", format: "epoch-millis" } },
      { name: "data", value: { from: "payload" } },
      { name: "processType", value: { from: "channel" } },
      { name: "contextId", value: { from: "run" } },
    ],
  },
  contentType: "application/json",
  // The table says only "as standard" for the signature; it covers id and timestamp, so both must travel.
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
  success: [[200, 200]],
  timeoutMs: 15_000,
  retry: {
    waitsMs: [1_000, 1_000, 1_000],
    jitter: 0,
    finalStatuses: [],
    retriedStatuses: [],
    finalErrors: [],
    honourRetryAfter: false,
    disableOnGone: false,
  },
  autoDisable: { kind: "never" },
  ordering: "run",
  throttle: null,
  maxInFlight: 20,
} as const satisfies DeliveryPolicy;
