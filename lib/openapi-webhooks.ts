/**
 * Reads event types out of an OpenAPI document's `webhooks` (3.1). Pure; promises to follow references inside the
 * document only, and to leave out what it cannot use rather than to guess.
 */
import { categoryName, eventTypeName } from "./contract/text";

export type WebhookType = {
  name: string;
  category: string | null;
  description: string;
  /** JSON text, complete in itself: what it refers to stands in its `$defs`. */
  schema: string | null;
  example: string | null;
};
/** `refused` are the names that cannot be event types. */
export type WebhookTypes = { types: WebhookType[]; refused: string[] };

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

const MAX_DESCRIPTION = 2_000;
const METHODS = ["post", "put", "patch", "get", "delete"];
const SCHEMAS = "#/components/schemas/";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objectAt = (value: Json | undefined, name: string): JsonObject => {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : {};
};
const textAt = (value: JsonObject, name: string): string => {
  const found = value[name];
  return typeof found === "string" ? found.trim() : "";
};

/** The event types of a document; none for one without webhooks. */
export function webhookTypes(document: JsonObject): WebhookTypes {
  const types: WebhookType[] = [];
  const refused: string[] = [];
  for (const [name, item] of Object.entries(objectAt(document, "webhooks"))) {
    if (!eventTypeName.safeParse(name).success) refused.push(name);
    else types.push(typeOf(document, name, resolved(document, item)));
  }
  return { types, refused };
}

function typeOf(document: JsonObject, name: string, item: JsonObject): WebhookType {
  const method = METHODS.find((each) => isObject(item[each]));
  const operation = objectAt(item, method ?? "");
  const body = resolved(document, operation.requestBody);
  const media = mediaOf(objectAt(body, "content"));
  const schema = isObject(media.schema) ? media.schema : null;
  const example = exampleOf(document, media);
  const [tag] = Array.isArray(operation.tags) ? operation.tags : [];
  const words = [textAt(operation, "summary"), textAt(operation, "description")].filter(Boolean).join("\n\n");
  return {
    name,
    category: categoryName.safeParse(tag).data ?? null,
    description: words.slice(0, MAX_DESCRIPTION),
    schema: schema && JSON.stringify(selfContained(document, schema)),
    example: example === undefined ? null : JSON.stringify(example),
  };
}

/** The JSON body, whatever its parameters are called. */
function mediaOf(content: JsonObject): JsonObject {
  const type = Object.keys(content).find((each) => /^application\/([\w.-]+\+)?json\b/i.test(each));
  return objectAt(content, type ?? "");
}

function exampleOf(document: JsonObject, media: JsonObject): Json | undefined {
  if (media.example !== undefined) return media.example;
  const [first] = Object.values(objectAt(media, "examples"));
  const named = resolved(document, first).value;
  if (named !== undefined) return named;
  const schema = resolved(document, media.schema);
  const [listed] = Array.isArray(schema.examples) ? schema.examples : [];
  return schema.example ?? listed;
}

/** What a local reference names; the value itself when it is none. A chain that leads nowhere is empty. */
function resolved(document: JsonObject, value: Json | undefined, left = 8): JsonObject {
  if (!isObject(value)) return {};
  const ref = textAt(value, "$ref");
  if (!ref) return value;
  if (!ref.startsWith("#/") || left === 0) return {};
  const target = ref
    .slice(2)
    .split("/")
    .reduce<Json | undefined>((at, part) => (isObject(at) ? at[unescaped(part)] : undefined), document);
  return resolved(document, target, left - 1);
}

/** RFC 6901, section 4. */
const unescaped = (part: string) => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** The schema with everything it refers to, directly or not, in its own `$defs`; circles stay references. */
function selfContained(document: JsonObject, schema: JsonObject): Json {
  const all = objectAt(objectAt(document, "components"), "schemas");
  const defs = new Map<string, Json>();
  const rewrite = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        name === "$ref" ? refer(member) : rewrite(member),
      ]),
    );
  };
  const refer = (ref: Json): Json => {
    if (typeof ref !== "string" || !ref.startsWith(SCHEMAS)) return ref;
    const name = unescaped(ref.slice(SCHEMAS.length));
    const target = all[name];
    if (target !== undefined && !defs.has(name)) {
      // Before it is followed: what refers to itself must find it here.
      defs.set(name, {});
      defs.set(name, rewrite(target));
    }
    return `#/$defs/${ref.slice(SCHEMAS.length)}`;
  };
  const written = rewrite(schema);
  return defs.size > 0 && isObject(written) ? { ...written, $defs: Object.fromEntries(defs) } : written;
}
