/**
 * Spectrum's one event. Promises data only: the example is the documented one, with the keys `space` and
 * `message` that the dialect puts beside `event`.
 */
import type { EventTypeCatalogue } from "./event-type-catalogue";

export const spectrumCatalogue = {
  name: "spectrum",
  title: "Spectrum",
  channels: [],
  types: [
    {
      name: "messages",
      category: null,
      description:
        "An inbound message on any enabled platform of the project. Every URL of the project gets it, in order. message.id is the same at every URL and on every retry: dedupe on it. It is the only event today; more may come.",
      example:
        '{"space":{"id":"any;-;+15550100","platform":"iMessage","type":"dm","phone":"+15551234567"},"message":{"id":"spc-msg-00000000-0000-4000-8000-000000000001","platform":"iMessage","direction":"inbound","timestamp":"2026-05-14T19:06:32.000Z","sender":{"id":"+15550100","platform":"iMessage"},"space":{"id":"any;-;+15550100","platform":"iMessage"},"content":{"type":"text","text":"hey, what time is dinner? 🍝"}}}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["space","message"],"properties":{"space":{"type":"object","properties":{"id":{"type":"string"},"platform":{"type":"string"},"type":{"type":"string"},"phone":{"type":"string"}}},"message":{"type":"object","properties":{"id":{"type":"string"},"platform":{"type":"string"},"direction":{"type":"string"},"timestamp":{"type":"string"},"sender":{"type":"object","properties":{"id":{"type":"string"},"platform":{"type":"string"}}},"space":{"type":"object","properties":{"id":{"type":"string"},"platform":{"type":"string"}}},"content":{"type":"object","properties":{"type":{"type":"string"},"text":{"type":"string"}}}}}}}',
    },
  ],
} as const satisfies EventTypeCatalogue;
