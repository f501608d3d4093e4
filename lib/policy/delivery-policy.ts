/**
 * The closed vocabulary in which a dialect is written: everything that can differ between two webhook
 * systems, as data. It promises that a policy can be stored, shown, edited and compared; what the words
 * mean on the wire is `render-body.ts`, `sign.ts` and `build-request.ts`, over time `decide.ts`,
 * `schedule.ts` and `auto-disable.ts`.
 */

import type { MessageRules } from "./message/render-message";
import type { AttemptErrorCode } from "./outcome";

/** How an instant is written. `iso-seconds-offset` is `2026-05-15T14:23:00+00:00`, `iso-millis-z` `….000Z`. */
export type TimestampFormat =
  | "iso-seconds-offset"
  | "iso-millis-z"
  | "iso-seconds-z"
  | "epoch-millis"
  | "epoch-seconds";

/**
 * The shape of the body. Wherever the published payload is embedded its exact source bytes are copied,
 * never parsed and printed again.
 *
 * - `object`: the fields in order. `payload` puts the payload under the name; `spread` splices the
 *   payload's own members (braces removed) into the object, or writes it as `name` when it is no object.
 * - `batch`: `{"<name>":[item, …]}` with each item an object of `fields`; always a list, even of one.
 * - `raw`: the payload's own bytes and nothing else.
 * - `slack-blocks`: a Block Kit message that people read, by the workspace's templates; where it is posted
 *   to is a secret.
 */
export type BodyShape =
  | { kind: "object"; fields: readonly BodyField[] }
  | { kind: "batch"; name: string; fields: readonly BodyField[] }
  | { kind: "raw" }
  | ({ kind: "slack-blocks" } & MessageRules);

/** One member of the body, `name` being its key. Absent optional values (`category`, `channel`, `run`, `payload-id`) are left out. */
export type BodyField = { name: string; value: BodyValue };
export type BodyValue =
  | { from: "type" | "event-id" | "category" | "channel" | "run" }
  | { from: "timestamp"; format: TimestampFormat }
  /** The payload's own top-level member `id`, as its exact source text: what a thin event refers to. */
  | { from: "payload-id" }
  | { from: "payload" }
  | { from: "spread" };

/** What a header may say; `attempt-timestamp` is the instant this attempt is built, in unix seconds. */
export type HeaderToken =
  | "type"
  | "event-id"
  | "endpoint-id"
  | "endpoint-uuid"
  | "attempt-timestamp"
  | "signature";
/**
 * A header that says several things at once: `t=1747242392,v1=5257…`. Each member is its prefix and its value,
 * `join` stands between them. Where several secrets sign, the signature's `separator` is the same as `join`,
 * so that a receiver splits once; the signature's own prefix is in the signature policy.
 */
export type HeaderList = { list: readonly { prefix: string; from: HeaderToken }[]; join: string };
export type HeaderValue = HeaderToken | HeaderList;
export type PolicyHeader = { name: string; value: HeaderValue };

/** The bytes under the signature, in order, joined by nothing. */
export type SignedPart = { literal: string } | { from: "event-id" | "attempt-timestamp" | "body" };

export type SignaturePolicy = {
  algorithm: "hmac-sha256" | "ed25519";
  signed: readonly SignedPart[];
  encoding: "hex" | "base64";
  /** Written before each encoded signature: `sha256=`, `v0=`, `v1,`, `v1a,`. */
  prefix: string;
  /** How several signatures (during rotation) are joined; `null` means only the current secret signs. */
  separator: string | null;
};

/**
 * How a signing secret looks and which of its bytes are the key.
 * `hex-characters`: 64 hex characters, the key is their UTF-8. `whsec-base64`: `whsec_` + base64 of
 * 24 to 64 bytes, the key is the decoded bytes. `whsk-base64`: `whsk_` + base64 of a 32-byte Ed25519 seed.
 * `characters`: 24 to 128 printable ASCII characters, the key is those; whatever they look like, nothing is
 * decoded. `hex-bytes` and `base64-bytes`: 24 to 64 bytes so written, the key is the decoded bytes.
 */
export type SecretFormat =
  | "hex-characters"
  | "whsec-base64"
  | "whsk-base64"
  | "characters"
  | "hex-bytes"
  | "base64-bytes";

export type StatusRange = readonly [from: number, to: number];

export type RetryPolicy = {
  /** Milliseconds to wait before attempt 2, 3, …; its length is the number of retries. */
  waitsMs: readonly number[];
  /** 0.5 means each wait is multiplied by a uniform factor in [0.5, 1.5]. */
  jitter: number;
  /** Status ranges that end the delivery at once, except those in `retriedStatuses`. */
  finalStatuses: readonly StatusRange[];
  retriedStatuses: readonly number[];
  /** Errors that end the delivery at once: usually the two refusals of our own guard, or none. */
  finalErrors: readonly AttemptErrorCode[];
  /** A failed response's `Retry-After` lengthens the wait (never shortens it), up to a day. */
  honourRetryAfter: boolean;
  /** Status 410 ends the delivery and disables the endpoint. */
  disableOnGone: boolean;
};

/**
 * What an answer means where its status alone does not say it. `text` is the whole body but for white space around
 * it; a rule without one stands for every body, so it comes after those with one. `disable` ends the delivery and
 * disables the endpoint. `words` are sentences for the people who look after it.
 */
export type AnswerRule = {
  status: number;
  text?: string | undefined;
  means: "retry" | "fail" | "disable";
  words: string;
};

export type AutoDisablePolicy =
  | { kind: "never" }
  /** This many failed deliveries in a row, a success in between starts over. */
  | { kind: "consecutive-failures"; count: number }
  /** Every attempt failing since the first failure, for this long. */
  | { kind: "failing-for"; durationMs: number };

/** `none`: parallel. `fifo`: one at a time, in order of acceptance. `run`: in order within the event's run. */
export type OrderingPolicy = "none" | "fifo" | "run";

/** At most `limit` requests per `periodMs`, evenly spaced; `null` is unthrottled. */
export type ThrottlePolicy = { limit: number; periodMs: number } | null;

/** Once every attempt has failed for `afterMs`, one probe at a time: the first wait, doubled up to the longest. */
export type ProbePolicy = { afterMs: number; firstMs: number; longestMs: number };

export type DeliveryPolicy = {
  name: string;
  title: string;
  body: BodyShape;
  contentType: string;
  /** In the order in which they are sent, after `content-type` and `user-agent`. */
  headers: readonly PolicyHeader[];
  signature: SignaturePolicy | null;
  secretFormat: SecretFormat;
  /** `{version}` is the only placeholder, replaced by Posthorn's version. */
  userAgent: string;
  success: readonly StatusRange[];
  timeoutMs: number;
  retry: RetryPolicy;
  /** Read before the ranges of `retry`; the first that fits counts. */
  answers?: readonly AnswerRule[] | undefined;
  autoDisable: AutoDisablePolicy;
  /** Absent where each delivery keeps its own times, however long the endpoint has failed. */
  probe?: ProbePolicy | undefined;
  ordering: OrderingPolicy;
  throttle: ThrottlePolicy;
  /** Requests in flight at one endpoint at once (1 when `ordering` is `fifo`). */
  maxInFlight: number;
};

/** What a project or an endpoint may set over its dialect; `undefined` keeps the dialect's. */
export type PolicyOverrides = {
  retry?: { waitsMs?: readonly number[]; jitter?: number };
  timeoutMs?: number;
  throttle?: ThrottlePolicy;
  ordering?: OrderingPolicy;
  autoDisable?: AutoDisablePolicy;
  maxInFlight?: number;
};
