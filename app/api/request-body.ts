/** Reads what came in: bytes within the limit, strict UTF-8, JSON; the query as plain text values. */
import type { z } from "zod";
import { ApiError, checkedAgainst, invalidField } from "@/lib/api-error";
import { isJsonType } from "@/lib/media-type";
import { env } from "@/lib/platform/env";
import { checkJson } from "@/lib/policy/json-text";

const tooLarge = () =>
  new ApiError("too_large", `The body is larger than ${env.MAX_BODY_BYTES} bytes.`, {
    headers: { Connection: "close" },
  });

/** The whole body as it came. Throws `too_large` before reading more than the limit. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > env.MAX_BODY_BYTES) throw tooLarge();
  if (request.headers.get("content-encoding"))
    throw new ApiError("unsupported_media_type", "Compressed bodies are not supported.");
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > env.MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** The body as a value of the schema. Throws the problem it has. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  contentType: string | null,
): z.output<Schema> {
  if (bytes.byteLength > 0 && !isJsonType(contentType))
    throw new ApiError("unsupported_media_type", "The content type must be application/json, in UTF-8.");
  const checked = checkJson(bytes);
  if (!checked.ok) {
    if (checked.error === "too_deep") throw new ApiError("invalid_request", "The body is nested too deeply.");
    throw new ApiError("invalid_json", `The body stops being valid JSON at byte ${checked.at}.`);
  }
  return checkedAgainst(schema, JSON.parse(Buffer.from(bytes).toString("utf8"), refusePrototype));
}

/** A record's schema drops this key without a word, and an answer must not promise what was not kept. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === "__proto__") throw invalidField("__proto__", "is not known here");
  return value;
}

/** The query as a value of the schema: a name given twice is a list, which most fields are not. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, url: URL): z.output<Schema> {
  const given = new Map<string, string | string[]>();
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    given.set(name, values.length === 1 ? (values[0] as string) : values);
  }
  return checkedAgainst(schema, Object.fromEntries(given));
}
