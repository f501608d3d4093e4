import type { DeliveryPolicyJson } from "@/lib/contract/policies";

export type Policy = DeliveryPolicyJson;
export type BodyFields = Extract<Policy["body"], { kind: "object" }>["fields"];
export type BodyValue = BodyFields[number]["value"];
export type PolicyHeader = Policy["headers"][number];
export type HeaderToken = Extract<PolicyHeader["value"], string>;
export type HeaderList = Exclude<PolicyHeader["value"], string>;
export type Signature = NonNullable<Policy["signature"]>;
export type SignedPart = Signature["signed"][number];

/** The closed vocabulary of policies in a person's words; a missing one does not compile. */
export const BODY_KINDS: Record<Policy["body"]["kind"], string> = {
  object: "An object with these members",
  batch: "A list of objects under one name",
  raw: "The payload itself",
  "slack-blocks": "A message for people, as Slack blocks",
};

export const BODY_VALUES: Record<BodyValue["from"], string> = {
  type: "Event type",
  "event-id": "Event id",
  timestamp: "Time of the event",
  payload: "The payload",
  spread: "The payload's own members",
  "payload-id": "The payload's id",
  category: "Category",
  channel: "Channel",
  run: "Run",
};

type TimestampFormat = Extract<BodyValue, { from: "timestamp" }>["format"];
export const TIMESTAMPS: Record<TimestampFormat, string> = {
  "iso-millis-z": "2026-05-15T14:23:00.000Z",
  "iso-seconds-z": "2026-05-15T14:23:00Z",
  "iso-seconds-offset": "2026-05-15T14:23:00+00:00",
  "epoch-seconds": "1778854980",
  "epoch-millis": "1778854980000",
};

export const HEADER_TOKENS: Record<HeaderToken, string> = {
  signature: "Signature",
  "event-id": "Event id",
  "attempt-timestamp": "Time of the attempt",
  type: "Event type",
  "endpoint-id": "Endpoint id",
  "endpoint-uuid": "Endpoint id as a UUID",
};

export const SIGNED_PARTS: Record<Extract<SignedPart, { from: string }>["from"] | "literal", string> = {
  body: "The body",
  "event-id": "Event id",
  "attempt-timestamp": "Time of the attempt",
  literal: "These characters",
};

export const ALGORITHMS: Record<Signature["algorithm"], string> = {
  "hmac-sha256": "HMAC-SHA256",
  ed25519: "Ed25519",
};

export const SECRET_FORMATS: Record<Policy["secretFormat"], string> = {
  "whsec-base64": "whsec_ and base64",
  "whsk-base64": "whsk_ and base64, for Ed25519",
  "hex-characters": "64 hexadecimal characters, used as text",
  characters: "Any characters, used as text",
  "hex-bytes": "Hexadecimal, decoded",
  "base64-bytes": "Base64, decoded",
};

export const ORDERINGS: Record<Policy["ordering"], string> = {
  none: "As fast as possible, in any order",
  fifo: "One at a time, in the order published",
  run: "In order within each run",
};

export const FINAL_ERRORS: Record<Policy["retry"]["finalErrors"][number], string> = {
  "refused-url": "URL refused",
  "refused-address": "Address refused",
  dns: "Name not found",
  connect: "No connection",
  tls: "No secure connection",
  timeout: "No answer in time",
  reset: "Connection lost",
  protocol: "Not HTTP",
  interrupted: "Sender stopped",
};

/** What a list of dialects says of each. */
export const signatureInWords = ({ signature }: Policy): string =>
  signature ? `${ALGORITHMS[signature.algorithm]}, ${signature.encoding}` : "not signed";
