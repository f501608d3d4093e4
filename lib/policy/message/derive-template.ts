/**
 * The template of an event type that has none of its own: what a person would look for first in this payload.
 * Promises a template that can be rendered, edited and stored, the same for the same payload.
 */

import { type MessageField, type MessageTemplate, type ValueFormat, writePath } from "./message-template";
import type { PayloadReader, PayloadValue } from "./payload-values";
import { secondsOf } from "./write-value";

const MAX_FIELDS = 10;
const MAX_LABEL = 60;
const MAX_NAME = 200;
/** Below the first level only this many members of an object are looked at. */
const MAX_INNER = 4;
const CONTEXT = "{@type} · {@time|date}";

/** `type` is the event type's name; the payload's own members become the fields, in their order. */
export function deriveTemplate(type: string, payload: PayloadReader): MessageTemplate {
  const fields = fieldsOf(payload);
  return {
    title: escaped(wordsOf(type)),
    text: fields.length > 0 ? "" : "{@payload}",
    fields,
    context: CONTEXT,
    link: null,
  };
}

function fieldsOf(payload: PayloadReader): MessageField[] {
  if (payload.value([])?.kind !== "object") return [];
  const fields: MessageField[] = [];
  for (const name of payload.names([]) ?? []) {
    if (fields.length >= MAX_FIELDS) break;
    const value = payload.value([name]);
    if (value?.kind === "object") fields.push(...innerFields(payload, name));
    else if (value) fields.push(fieldOf(payload, [name], value));
  }
  return fields.filter(({ path }) => path !== "").slice(0, MAX_FIELDS);
}

/** An object's own plain members, so that `customer: {name}` shows as a name and not as braces. */
function innerFields(payload: PayloadReader, outer: string): MessageField[] {
  return (payload.names([outer]) ?? []).slice(0, MAX_INNER).flatMap((name) => {
    const value = payload.value([outer, name]);
    return value && value.kind !== "object" ? [fieldOf(payload, [outer, name], value)] : [];
  });
}

function fieldOf(payload: PayloadReader, keys: string[], value: PayloadValue): MessageField {
  // A name that no path can write is left out by the caller.
  const path = keys.includes("") ? "" : writePath(keys);
  return {
    label: wordsOf(keys.join(" ")).slice(0, MAX_LABEL).toWellFormed(),
    path,
    format: formatOf(payload, keys, value),
  };
}

function formatOf(payload: PayloadReader, keys: string[], value: PayloadValue): ValueFormat {
  if (value.kind === "true" || value.kind === "false") return "yes-no";
  // A number may be an id; only a text says that it is an instant.
  if (value.kind === "string") return secondsOf(value) === null ? "text" : "date";
  if (value.kind !== "array") return "text";
  const first = payload.value([...keys, "0"]);
  return first?.kind === "object" || first?.kind === "array" ? "count" : "text";
}

/** `order.shipped`, `processRunStart` and `agent_name` as words: "Order shipped". */
export function wordsOf(name: string): string {
  const words = name
    .slice(0, MAX_NAME)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .split(/[\s._-]+/)
    .filter(Boolean)
    .map((word) => (/^[A-Z][a-z]+$/.test(word) ? word.toLowerCase() : word))
    .join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1) || name;
}

const escaped = (text: string) => text.replace(/[\\{}]/g, "\\$&");
