/** One attempt of one delivery: builds the request, sends it, reads what came back and decides; writes nothing. */
import type { Sender } from "@/lib/egress/send";
import { pool, run } from "@/lib/platform/db";
import { newUuid, publicId } from "@/lib/platform/ids";
import { version } from "@/lib/platform/version";
import { buildHeaders } from "@/lib/policy/build-request";
import { type Decision, decide } from "@/lib/policy/decide";
import type { Outcome, Phases } from "@/lib/policy/outcome";
import type { ClaimedDelivery } from "./claim";
import { concealUrl } from "./conceal-url";
import type { EndpointConfig } from "./endpoint-config";
import { ownOutage } from "./own-outage";
import type { AttemptResult } from "./record";

export type Attempted = { result: AttemptResult; decision: Decision; outcome: Outcome };
export type AttemptInput = {
  config: EndpointConfig;
  delivery: ClaimedDelivery;
  /** Postgres' clock, Unix milliseconds. */
  nowMs: () => number;
  send: Sender["send"];
  signal: AbortSignal;
};

// Rides bodies_pkey.
const READ_BODY = { name: "body", text: "SELECT content FROM bodies WHERE id = $1" };

/** `null` when it was interrupted by us, or our network is away: it does not count and is not recorded. */
export async function attempt(input: AttemptInput): Promise<Attempted | null> {
  const { config, delivery, nowMs, send, signal } = input;
  const body = delivery.body ?? (await readBody(delivery.bodyId));
  const startedAtMs = nowMs();
  if (body === null) return nothingToSend(input, startedAtMs);
  const headers = buildHeaders(config.policy, {
    eventId: publicId("event", delivery.eventId),
    eventType: delivery.type,
    endpointId: config.publicId,
    endpointUuid: config.id,
    attemptTimestamp: Math.floor(startedAtMs / 1000),
    body,
    secrets: config.keys.filter(({ expiresAtMs }) => expiresAtMs > startedAtMs).map(({ key }) => key),
    customHeaders: config.customHeaders,
    version,
  });
  const url = config.secretUrl ?? config.url;
  const sent = await send({ url, headers, body, timeoutMs: config.policy.timeoutMs, signal });
  const outcome = config.secretUrl === null ? sent : concealUrl(sent, config.secretUrl);
  if (outcome.error?.code === "interrupted") return null;
  if (ownOutage.isOurs({ endpointId: config.id, url: config.url, outcome })) return null;
  const decision = decide({
    policy: config.policy,
    outcome,
    attemptNumber: delivery.attemptCount + 1,
    nowMs: nowMs(),
    random: Math.random,
  });
  return { outcome, decision, result: toResult(input, { startedAtMs, headers, outcome, decision }) };
}

async function readBody(bodyId: string): Promise<Buffer | null> {
  const [row] = await run<{ content: Buffer }>(pool("delivery"), READ_BODY, [bodyId]);
  return row?.content ?? null;
}

const NO_PHASES: Phases = { dns: null, connect: null, tls: null, firstByte: null, total: 0 };

/** A replay may be made in the very moment in which retention takes its event. */
function nothingToSend(input: AttemptInput, startedAtMs: number): Attempted {
  const message = "The payload of this event is no longer kept, so there was nothing to send.";
  const outcome: Outcome = { response: null, error: { code: "expunged", message }, phases: NO_PHASES };
  const decision: Decision = { kind: "failed", reason: "final-error", disableEndpoint: false };
  return { outcome, decision, result: toResult(input, { startedAtMs, headers: [], outcome, decision }) };
}

type Seen = {
  startedAtMs: number;
  headers: readonly (readonly [string, string])[];
  outcome: Outcome;
  decision: Decision;
};

function toResult(
  { config, delivery }: AttemptInput,
  { startedAtMs, headers, outcome, decision }: Seen,
): AttemptResult {
  const { response, error, phases } = outcome;
  return {
    attemptId: newUuid(),
    deliveryId: delivery.id,
    attemptsBefore: delivery.attemptCount,
    status: decision.kind === "retry" ? "pending" : decision.kind,
    delayMs: decision.kind === "retry" ? decision.delayMs : null,
    reason: decision.kind === "failed" ? (error?.code ?? decision.reason) : (error?.code ?? null),
    trigger: delivery.replayOf !== null && delivery.attemptCount === 0 ? "replay" : "schedule",
    startedAtMs,
    durationMs: phases.total,
    phases: [phases.dns, phases.connect, phases.tls, phases.firstByte].map((ms) =>
      ms === null ? -1 : Math.round(ms),
    ),
    url: config.url,
    requestHeaders: shownHeaders(headers, config.customHeaders),
    statusCode: response?.status ?? null,
    responseHeaders: response ? JSON.stringify(response.headers) : null,
    responseBody: response && response.body.length > 0 ? response.body : null,
    truncated: response?.truncated ?? false,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
  };
}

/** Custom headers may be credentials: their names are shown, their values are not kept. */
function shownHeaders(headers: Seen["headers"], custom: EndpointConfig["customHeaders"]): string {
  if (custom.length === 0) return JSON.stringify(headers);
  const hidden = new Set(custom.map(([name]) => name));
  return JSON.stringify(headers.map(([name, value]) => [name, hidden.has(name) ? null : value]));
}
