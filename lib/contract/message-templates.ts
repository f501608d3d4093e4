/** Templates of the messages that people read over the API: per event type, with what they make of a payload. */
import { z } from "zod";
import { instant } from "./text";

/** Kept as it is written, also the names of a payload's members, which are in no one composed form. */
const written = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (value) => value.isWellFormed() && !/(?![\t\n\r])\p{Cc}/u.test(value),
      "must not contain control characters",
    );
const line = (max: number) => written(max).refine((value) => !/[\r\n]/.test(value), "must be one line");
const words = (max: number) => line(max).refine((value) => value.trim() !== "", "must not be blank");

export const valueFormat = z.enum(["text", "number", "date", "code", "yes-no", "count"]).meta({
  id: "ValueFormat",
  description: "How a value is written; what does not fit its format is written as text.",
});

const PLACEHOLDERS =
  "`{customer.name}` or `{total|number}` stands for a value of the payload, `{@type}`, `{@id}`, `{@time|date}`, `{@category}`, `{@channel}`, `{@run}`, `{@payload}` for one of the event.";

export const messageTemplate = z
  .strictObject({
    title: words(300).describe(PLACEHOLDERS),
    text: written(3_000).default("").describe("A paragraph below the title; empty: none."),
    fields: z
      .array(
        z.strictObject({
          label: words(60),
          path: line(256).min(1).describe("`customer.name`, `items.0.sku`, or `@type` and the like."),
          format: valueFormat.default("text"),
        }),
      )
      .max(10)
      .default([]),
    context: line(500).default("").describe("A small line at the end; empty: none."),
    link: z
      .strictObject({
        label: words(60),
        url: words(400).describe("Of yours; placeholders may follow its host."),
      })
      .nullable()
      .default(null),
  })
  .meta({ id: "MessageTemplate" });
export type MessageTemplateJson = z.infer<typeof messageTemplate>;

export const messageTemplateInForce = z
  .object({
    type: z.string(),
    template: messageTemplate,
    isDerived: z
      .boolean()
      .describe("Nobody has written one: it is made from each payload, here the example's."),
    updatedAt: instant.nullable(),
  })
  .meta({ id: "MessageTemplateInForce" });
export type MessageTemplateInForce = z.infer<typeof messageTemplateInForce>;

export const updateMessageTemplateBody = z.strictObject({
  template: messageTemplate.nullable().describe("null: what each payload suggests."),
});
export type UpdateMessageTemplateBody = z.output<typeof updateMessageTemplateBody>;

export const previewMessageBody = z.strictObject({
  template: messageTemplate
    .nullable()
    .optional()
    .describe("One that need not be saved; null: what the payload suggests; left out: the one in force."),
  payload: z.string().max(65_536).optional().describe("JSON text; the type's example unless given."),
});
export type PreviewMessageBody = z.output<typeof previewMessageBody>;

const shownText = z.object({
  type: z.enum(["plain_text", "mrkdwn"]),
  text: z.string(),
  emoji: z.boolean().optional(),
  verbatim: z.boolean().optional(),
});
export const messageBlock = z.union([
  z.object({ type: z.literal("header"), text: shownText }),
  z.object({ type: z.literal("section"), text: shownText }),
  z.object({ type: z.literal("section"), fields: z.array(shownText) }),
  z.object({ type: z.literal("context"), elements: z.array(shownText) }),
]);
export type MessageBlock = z.infer<typeof messageBlock>;

export const messagePreview = z
  .object({
    text: z.string().describe("What notifications show."),
    blocks: z.array(messageBlock),
    template: messageTemplate.describe("The one that made it."),
    paths: z.array(z.string()).describe("Paths that lead to a value of this payload, at most 100."),
  })
  .meta({ id: "MessagePreview" });
export type MessagePreview = z.infer<typeof messagePreview>;
