/**
 * Builds the headers of one attempt. Promises exactly the dialect's names, letter case and order; body
 * bytes come from `render-body.ts`, the socket is `lib/egress`.
 */

import type { DeliveryPolicy, HeaderList, HeaderToken } from "./delivery-policy";
import { type SignedRequest, signatures } from "./sign";

export type AttemptRequest = SignedRequest & {
  eventType: string;
  endpointId: string;
  /** The endpoint's id in the form that some systems' clients know it by. */
  endpointUuid?: string;
  /** The endpoint's own headers, checked at registration. One that repeats a name of ours is left out. */
  customHeaders?: readonly (readonly [name: string, value: string])[];
  /** Posthorn's version, for the user agent. */
  version: string;
};

/**
 * Header pairs in the order in which they go out: content type, user agent, the dialect's, custom ones.
 * Host and content length are the HTTP client's.
 */
export function buildHeaders(
  policy: DeliveryPolicy,
  request: AttemptRequest,
): [name: string, value: string][] {
  const signature = signatures(policy, request);
  const headers: [string, string][] = [
    ["content-type", policy.contentType],
    ["user-agent", policy.userAgent.replace("{version}", request.version)],
  ];
  const write = (token: HeaderToken) => (token === "signature" ? signature : TOKENS[token](request));
  for (const { name, value } of policy.headers) {
    const written = typeof value === "string" ? write(value) : writeList(value, write);
    if (written !== null) headers.push([name, written]);
  }
  if (!request.customHeaders?.length) return headers;
  const ours = new Set(headers.map(([name]) => name.toLowerCase()));
  for (const [name, value] of request.customHeaders) {
    if (!ours.has(name.toLowerCase())) headers.push([name, value]);
  }
  return headers;
}

function writeList({ list, join }: HeaderList, write: (token: HeaderToken) => string | null): string | null {
  const members = list.flatMap(({ prefix, from }) => {
    const written = write(from);
    return written === null ? [] : [prefix + written];
  });
  return members.length === 0 ? null : members.join(join);
}

const TOKENS: Record<Exclude<HeaderToken, "signature">, (request: AttemptRequest) => string> = {
  type: (request) => request.eventType,
  "event-id": (request) => request.eventId,
  "endpoint-id": (request) => request.endpointId,
  "endpoint-uuid": (request) => request.endpointUuid ?? request.endpointId,
  "attempt-timestamp": (request) => String(request.attemptTimestamp),
};
