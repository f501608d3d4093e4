/**
 * Renders the bytes that are stored, signed, sent and replayed. Promises to copy the payload's own bytes
 * wherever a shape embeds them; that the payload is valid JSON was settled by `json-text.ts` at the door.
 */

import type { BodyField, DeliveryPolicy } from "./delivery-policy";
import { findMember, innerOfObject, isBlank } from "./json-text";
import { renderMessage } from "./message/render-message";
import { timestampJson } from "./timestamp";

/** What of an event a body may show. `payload` is its exact JSON source, `timestampMs` Unix milliseconds. */
export type RenderedEvent = {
  id: string;
  type: string;
  category: string | null;
  channel: string | null;
  run: string | null;
  timestampMs: number;
  payload: Uint8Array;
};

type Chunk = string | Uint8Array;

/** The body of a delivery of one event. A `batch` shape has a list of one. */
export function renderBody(policy: DeliveryPolicy, event: RenderedEvent): Uint8Array {
  const { body } = policy;
  switch (body.kind) {
    case "raw":
      return event.payload;
    case "object":
      return join(objectChunks(body.fields, event));
    case "batch":
      return renderBatch(policy, [event]);
    case "slack-blocks":
      return join([JSON.stringify(renderMessage(event, body))]);
  }
}

/**
 * The body of one delivery of several events, in their order. Only the `batch` shape can hold more than
 * one: asking it of another is a programming error and throws.
 */
export function renderBatch(policy: DeliveryPolicy, events: readonly RenderedEvent[]): Uint8Array {
  const { body } = policy;
  if (body.kind !== "batch") throw new TypeError(`The ${body.kind} body of ${policy.name} holds one event`);
  const chunks: Chunk[] = [`{${JSON.stringify(body.name)}:[`];
  events.forEach((event, i) => {
    if (i > 0) chunks.push(",");
    chunks.push(...objectChunks(body.fields, event));
  });
  chunks.push("]}");
  return join(chunks);
}

function objectChunks(fields: readonly BodyField[], event: RenderedEvent): Chunk[] {
  const chunks: Chunk[] = [];
  let before = "{";
  for (const field of fields) {
    const member = memberChunks(field, event);
    if (member === null) continue;
    chunks.push(before, ...member);
    before = ",";
  }
  chunks.push(before === "{" ? "{}" : "}");
  return chunks;
}

/** `null` leaves the member out. */
function memberChunks({ name, value }: BodyField, event: RenderedEvent): Chunk[] | null {
  switch (value.from) {
    case "type":
      return textMember(name, event.type);
    case "event-id":
      return textMember(name, event.id);
    case "category":
    case "channel":
    case "run":
      return textMember(name, event[value.from]);
    case "timestamp":
      return [`${JSON.stringify(name)}:${timestampJson(value.format, event.timestampMs)}`];
    case "payload":
      return [`${JSON.stringify(name)}:`, event.payload];
    case "payload-id": {
      const id = findMember(event.payload, "id");
      return id && [`${JSON.stringify(name)}:`, event.payload.subarray(id.start, id.end)];
    }
    case "spread": {
      const inner = innerOfObject(event.payload);
      if (inner === null) return [`${JSON.stringify(name)}:`, event.payload];
      return isBlank(event.payload, inner) ? null : [event.payload.subarray(inner.start, inner.end)];
    }
  }
}

function textMember(name: string, text: string | null): Chunk[] | null {
  return text === null ? null : [`${JSON.stringify(name)}:${JSON.stringify(text)}`];
}

/** Neighbouring texts are encoded together: one copy each, however many fields there are. */
function join(chunks: readonly Chunk[]): Uint8Array {
  const encoded: Uint8Array[] = [];
  let text = "";
  for (const chunk of chunks) {
    if (typeof chunk === "string") {
      text += chunk;
      continue;
    }
    encoded.push(Buffer.from(text), chunk);
    text = "";
  }
  encoded.push(Buffer.from(text));
  return Buffer.concat(encoded);
}
