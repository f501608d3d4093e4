/**
 * Turns a published body into events: one, an array, or a bare payload. It promises that each payload is the
 * exact source slice of what was sent, that a body is taken whole or not at all, and that whatever is wrong is
 * named by its field. Who may publish is settled before; committing is `accept.ts`.
 */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { ApiError, fieldErrors, invalidField } from "@/lib/api-error";
import { publishedEvent } from "@/lib/contract/events";
import { issueWords } from "@/lib/contract/issue-words";
import { eventTypeName } from "@/lib/contract/text";
import { checkIdempotencyKey } from "@/lib/idempotency";
import { isJsonType } from "@/lib/media-type";
import { publicId } from "@/lib/platform/ids";
import { checkJson, type JsonFailure, MAX_JSON_DEPTH, scanArray, scanObject } from "@/lib/policy/json-text";
import { type Accepted, accept, acceptAll, MAX_DELIVERIES_TOGETHER, type NewEvent } from "./accept";
import { findDuplicates } from "./duplicates";

export type Publication = {
  /** Uuid. */
  projectId: string;
  contentType: string | null;
  idempotencyKey: string | null;
  body: Uint8Array;
  /** Set when the body is the payload of an event of this type. */
  rawType?: string;
};

const MAX_EVENTS = 1_000;
const metadata = publishedEvent
  .omit({ data: true })
  .refine(({ run, runEnd }) => !runEnd || run !== undefined, {
    path: ["run"],
    message: "is needed with runEnd: which run ends",
  });
type Metadata = z.output<typeof metadata>;

/** The JSON text of the 202. Throws ApiError for what is wrong with the request; nothing is then written. */
export async function publish(publication: Publication): Promise<string> {
  const { body, contentType, rawType } = publication;
  if (!isJsonType(contentType))
    throw new ApiError("unsupported_media_type", "The content type must be application/json, in UTF-8.");
  const key = publication.idempotencyKey === null ? null : checkIdempotencyKey(publication.idempotencyKey);
  if (rawType !== undefined) return JSON.stringify(await publishOne(rawEvent(publication, rawType, key)));
  if (firstByte(body) !== OPEN_ARRAY) {
    const { meta, payload } = readEvent(body, "");
    return JSON.stringify(await publishOne(newEvent(publication.projectId, meta, payload, key)));
  }
  const events = readArray(body).map(({ meta, payload }, index) =>
    newEvent(publication.projectId, meta, payload, key && `${key}#${index}`),
  );
  await refuseConflicts(events);
  return JSON.stringify({ data: await publishAll(events) });
}

async function publishOne(event: NewEvent): Promise<Published> {
  const accepted = await accept(event);
  if (accepted.kind !== "accepted") throw refusal(accepted, event);
  return published(accepted);
}

async function publishAll(events: NewEvent[]): Promise<Published[]> {
  const accepted = await acceptAll(events);
  const wrong = accepted.findIndex(({ kind }) => kind !== "accepted" && kind !== "not-taken");
  if (wrong !== -1) throw refusal(accepted[wrong] as Refused, events[wrong] as NewEvent, wrong);
  return accepted.map((each) => published(each as Taken));
}

type Taken = Extract<Accepted, { kind: "accepted" }>;
type Refused = Exclude<Accepted, Taken>;
type Published = { id: string; deliveries: { id: string; endpointId: string }[] };

function published(accepted: Taken): Published {
  return {
    id: publicId("event", accepted.id),
    deliveries: accepted.deliveries.map(({ id, endpointId }) => ({
      id: publicId("delivery", id),
      endpointId: publicId("endpoint", endpointId),
    })),
  };
}

function refusal(refused: Refused, { type, producerId }: NewEvent, index?: number): ApiError {
  const { kind } = refused;
  const field = (name: string) => (index === undefined ? name : `[${index}].${name}`);
  if (kind === "schema-violation") {
    const errors = refused.problems.map((problem) => ({ ...problem, field: field(problem.field) }));
    const detail = errors.slice(0, 3).map((error) => `${error.field} ${error.message}`);
    return new ApiError("schema_violation", `${detail.join("; ")}.`, { errors });
  }
  if (kind === "no-project") return new ApiError("not_found", "There is nothing here, or it is not yours.");
  if (kind === "unknown-type")
    return invalidField(field("type"), `${type} is not in the catalogue`, "unregistered_event_type");
  if (kind === "too-many")
    return new ApiError(
      "too_large",
      `Together these events would make more than ${MAX_DELIVERIES_TOGETHER} deliveries; publish fewer per request.`,
    );
  if (producerId?.startsWith(":"))
    return new ApiError("idempotency_conflict", "The idempotency key was used for another event.");
  return invalidField(field("id"), "was used for another event", "conflict");
}

/** An array is taken whole: one event that contradicts an earlier one refuses it before anything is written. */
async function refuseConflicts(events: NewEvent[]): Promise<void> {
  const known = await findDuplicates(events);
  const seen = new Map<string, Uint8Array>();
  for (const [index, event] of events.entries()) {
    if (event.producerId === null) continue;
    const first =
      seen.get(event.producerId) ?? known.get(`${event.projectId} ${event.producerId}`)?.contentHash;
    if (first && !Buffer.from(first).equals(event.contentHash))
      throw refusal({ kind: "conflict" }, event, index);
    seen.set(event.producerId, event.contentHash);
  }
}

function newEvent(projectId: string, meta: Metadata, payload: Uint8Array, key: string | null): NewEvent {
  const { type, id, timestamp, channel = null, run = null, runEnd = false, orderingKey = null } = meta;
  const producerId = id ?? (key === null ? null : `:${key}`);
  const timestampMs = timestamp === undefined ? null : Date.parse(timestamp);
  const contentHash = createHash("sha256")
    .update(JSON.stringify([type, channel, run, runEnd, orderingKey, timestampMs]))
    .update(payload)
    .digest();
  return {
    projectId,
    producerId,
    type,
    channel,
    runId: run,
    runEnd,
    orderingKey,
    timestampMs,
    payload,
    contentHash,
  };
}

function rawEvent({ projectId, body }: Publication, rawType: string, key: string | null): NewEvent {
  const type = eventTypeName.safeParse(rawType, { error: issueWords });
  if (!type.success) throw invalidField("type", type.error.issues[0]?.message ?? "is not valid");
  const checked = checkJson(body);
  if (!checked.ok) throw notJson(checked, "");
  return newEvent(projectId, { type: type.data }, body, key);
}

type Read = { meta: Metadata; payload: Uint8Array };

function readArray(body: Uint8Array): Read[] {
  const scanned = scanArray(body, { maxDepth: MAX_JSON_DEPTH + 2 });
  if (!scanned.ok) throw notJson(scanned, "");
  const { elements } = scanned;
  if (elements.length === 0 || elements.length > MAX_EVENTS)
    throw invalidField("", `an array must hold 1 to ${MAX_EVENTS} events, not ${elements.length}`);
  return elements.map(({ start, end }, index) => readEvent(body.subarray(start, end), `[${index}]`));
}

/** One event object: its members by their source, `data` untouched, the rest read and checked. */
function readEvent(bytes: Uint8Array, at: string): Read {
  const scanned = scanObject(bytes, { maxDepth: MAX_JSON_DEPTH + 1 });
  if (!scanned.ok) throw checkJson(bytes).ok ? notAnEvent(at) : notJson(scanned, at);
  const given: [string, unknown][] = [];
  const seen = new Set<string>();
  let payload: Uint8Array | undefined;
  for (const { key, start, end } of scanned.members) {
    if (seen.has(key)) throw invalidField(path(at, key), "is given twice");
    seen.add(key);
    const source = bytes.subarray(start, end);
    if (key === "data") payload = source;
    else given.push([key, JSON.parse(Buffer.from(source).toString("utf8"))]);
  }
  const parsed = metadata.safeParse(Object.fromEntries(given), { error: issueWords });
  const errors = parsed.success
    ? []
    : fieldErrors(parsed.error).map((error) => ({ ...error, field: path(at, error.field) }));
  if (payload === undefined) errors.push({ field: path(at, "data"), message: "is required" });
  if (!parsed.success || payload === undefined) {
    const detail = errors
      .map((error) => `${error.field}: ${error.message}`)
      .slice(0, 3)
      .join("; ");
    throw new ApiError("invalid_request", detail, { errors });
  }
  return { meta: parsed.data, payload };
}

const path = (at: string, field: string) => (at && field ? `${at}.${field}` : at || field);

const notAnEvent = (at: string) =>
  at
    ? invalidField(at, "must be an object: an event")
    : invalidField("", "The body must be an object, an event, or an array of them.");

function notJson({ error, at }: JsonFailure, field: string): ApiError {
  if (error === "too_deep")
    return invalidField(path(field, "data"), `is nested more than ${MAX_JSON_DEPTH} levels deep`);
  return new ApiError("invalid_json", `The body stops being valid JSON at byte ${at}.`);
}

const OPEN_ARRAY = 0x5b;
const firstByte = (body: Uint8Array) => body.find((byte) => byte > 0x20);
