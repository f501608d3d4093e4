/** Svix's `MessageIn` as an event of ours: the payload's bytes travel as they were written. */
import { z } from "zod";
import { ApiError, checkedAgainst, invalidField } from "@/lib/api-error";
import { producerEventId } from "@/lib/contract/events";
import { channelName, eventTypeName } from "@/lib/contract/text";
import { MAX_JSON_DEPTH, scanObject } from "@/lib/policy/json-text";

const messageBody = z.object({
  eventType: eventTypeName,
  eventId: producerEventId.nullish(),
  channels: z.array(channelName).max(1, "an event is published on one channel at most").nullish(),
});

/** The bytes to publish, and the message as it is answered but for its id and time. Throws ApiError. */
export function eventOfMessage(bytes: Uint8Array): { body: Uint8Array; shown: Record<string, unknown> } {
  const scanned = scanObject(bytes, { maxDepth: MAX_JSON_DEPTH + 1 });
  if (!scanned.ok)
    throw new ApiError("invalid_json", `The body stops being valid JSON at byte ${scanned.at}.`);
  const sources = new Map(scanned.members.map(({ key, start, end }) => [key, bytes.subarray(start, end)]));
  const value = (key: string): unknown => {
    const source = sources.get(key);
    return source && JSON.parse(Buffer.from(source).toString("utf8"));
  };
  const names = ["eventType", "eventId", "channels"];
  const message = checkedAgainst(messageBody, Object.fromEntries(names.map((name) => [name, value(name)])));
  const payload = sources.get("payload");
  if (!payload) throw invalidField("payload", "is required");
  const { eventType, eventId, channels } = message;
  const [channel] = channels ?? [];
  const meta = { type: eventType, ...(eventId ? { id: eventId } : {}), ...(channel ? { channel } : {}) };
  const body = Buffer.concat([
    Buffer.from(`${JSON.stringify(meta).slice(0, -1)},"data":`),
    payload,
    Buffer.from("}"),
  ]);
  const shown = {
    eventType,
    eventId: eventId ?? null,
    channels: channels ?? null,
    payload: value("payload"),
  };
  return { body, shown };
}
