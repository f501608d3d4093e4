/**
 * Lays out the message that people read about an event, as Block Kit: header, paragraph, fields, context. Promises
 * a message that Slack takes whatever the payload is: every text within its limit, none of them empty, no mention,
 * no link but the template's and ours (docs.slack.dev, "Block Kit": header, section, context, text object).
 */

import type { RenderedEvent } from "@/lib/policy/render-body";
import { deriveTemplate } from "./derive-template";
import { type MessageTemplate, readPath, readText, type TextPart, type ValuePath } from "./message-template";
import { escapedWithin, oneLine } from "./message-text";
import { type PayloadReader, type PayloadValue, payloadReader } from "./payload-values";
import { type FoundValue, markedValue, NOTHING, plainValue } from "./write-value";

export type PlainText = { type: "plain_text"; text: string; emoji: false };
/** `verbatim`: what looks like a channel, a person or a URL stays text. */
export type MarkedText = { type: "mrkdwn"; text: string; verbatim: true };
export type Block =
  | { type: "header"; text: PlainText }
  | { type: "section"; text: MarkedText }
  | { type: "section"; fields: MarkedText[] }
  | { type: "context"; elements: MarkedText[] };
export type Message = { text: string; blocks: Block[]; unfurl_links: false; unfurl_media: false };

/** Templates by event type; a type without one gets what its payload suggests. `linkTo` + event id is our page. */
export type MessageRules = {
  templates?: Readonly<Record<string, MessageTemplate>> | undefined;
  linkTo?: string | undefined;
};

const MAX = {
  header: 150,
  section: 3_000,
  field: 2_000,
  label: 100,
  fields: 10,
  context: 1_000,
  fallback: 300,
  url: 500,
};

/** The message about one event. A part of the template that cannot be read stands in the message as it is written. */
export function renderMessage(event: RenderedEvent, { templates, linkTo }: MessageRules): Message {
  const reader = payloadReader(event.payload);
  const own = templates && Object.hasOwn(templates, event.type) ? templates[event.type] : undefined;
  const template = own ?? deriveTemplate(event.type, reader);
  const show = (path: ValuePath): FoundValue => find(event, reader, path);
  const title = escapedWithin(plainText(template.title, show) || event.type, MAX.header);
  const paragraph = markedText(template.text, show, MAX.section);
  const fields = template.fields.slice(0, MAX.fields).map((field) => fieldText(field, show));
  const ours = linkTo ? linkMark(linkTo + event.id, "Open the delivery") : "";
  const elements = [markedText(template.context, show, MAX.context), ownLink(template, show), ours];
  return {
    text: fallbackText(title, template, show),
    blocks: [
      { type: "header", text: { type: "plain_text", text: title, emoji: false } },
      ...(paragraph ? [{ type: "section", text: marked(paragraph) } as const] : []),
      ...(fields.length > 0 ? [{ type: "section", fields: fields.map(marked) } as const] : []),
      ...contextBlock(elements),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

const marked = (text: string): MarkedText => ({ type: "mrkdwn", text, verbatim: true });

function contextBlock(texts: readonly string[]): Block[] {
  const elements = texts.filter((text) => text !== "").map(marked);
  return elements.length > 0 ? [{ type: "context", elements }] : [];
}

type Show = (path: ValuePath) => FoundValue;

function find(event: RenderedEvent, reader: PayloadReader, path: ValuePath): FoundValue {
  if ("keys" in path) return { value: reader.value(path.keys), keys: path.keys, reader };
  if (path.fact === "payload") return { value: reader.value([]), keys: [], reader };
  return { value: factOf(event, path.fact), keys: null, reader };
}

function factOf(
  event: RenderedEvent,
  fact: "type" | "id" | "category" | "channel" | "run" | "time",
): PayloadValue | null {
  if (fact === "time") return { kind: "string", text: new Date(event.timestampMs).toISOString() };
  const text = event[fact];
  return text === null ? null : { kind: "string", text };
}

const partsOf = (written: string): TextPart[] => readText(written) ?? [{ literal: written }];

function plainText(written: string, show: Show): string {
  const texts = partsOf(written).map((part) =>
    "literal" in part ? part.literal : plainValue(show(part.path), part.format),
  );
  return oneLine(texts.join(""));
}

/** Literals and values one by one, each in the room that those before it have left. */
function markedText(written: string, show: Show, max: number): string {
  let text = "";
  for (const part of partsOf(written)) {
    const room = max - text.length;
    if (room < MAX.label) return text === "" ? text : `${text}…`.slice(0, max);
    text +=
      "literal" in part ? escapedWithin(part.literal, room) : markedValue(show(part.path), part.format, room);
  }
  return text.trim() === "" ? "" : text;
}

function fieldText({ label, path, format }: MessageTemplate["fields"][number], show: Show): string {
  const known = readPath(path);
  const name = `*${escapedWithin(oneLine(label).replaceAll("*", "∗") || NOTHING, MAX.label)}*\n`;
  return name + (known ? markedValue(show(known), format, MAX.field - name.length) : NOTHING);
}

/** What notifications and screen readers say instead of the blocks. */
function fallbackText(title: string, template: MessageTemplate, show: Show): string {
  const [first] = template.fields;
  const path = first && readPath(first.path);
  if (!first || !path) return title;
  const detail = `${oneLine(first.label)}: ${oneLine(plainValue(show(path), first.format))}`;
  return `${title} (${escapedWithin(detail, MAX.fallback - title.length - 3)})`;
}

/** The template's own link: its host is the author's, and a value can only fill in a piece of what follows. */
function ownLink({ link }: MessageTemplate, show: Show): string {
  if (link === null) return "";
  let url = "";
  for (const part of partsOf(link.url)) {
    if ("literal" in part) url += part.literal;
    else {
      const found = show(part.path);
      // A link to nothing in particular helps nobody.
      if (found.value === null) return "";
      url += encodeURIComponent(plainValue(found, part.format));
    }
  }
  return url.length > MAX.url ? "" : linkMark(url, link.label);
}

const BREAKS_A_LINK = /[|<>\s]/g;
const linkMark = (url: string, label: string) =>
  `<${url.replace(BREAKS_A_LINK, encodeURIComponent).replaceAll("&", "&amp;")}|${escapedWithin(oneLine(label), MAX.label)}>`;
