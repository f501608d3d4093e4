/**
 * Spectora's 11 event types with its page's words on when each fires, the note on quick publish among them.
 * Promises data only: an example is what a producer publishes; of it only type and record id are sent.
 */
import type { EventTypeCatalogue } from "./event-type-catalogue";

export const spectoraCatalogue = {
  name: "spectora",
  title: "Spectora",
  channels: [],
  types: [
    {
      name: "inspection.created",
      category: "inspection",
      description:
        "Any time an inspection is created, confirmed or not. Receivers get the type and the record's id; they fetch the rest over the API.",
      example:
        '{"id":"insp_91f2","status":"unconfirmed","address":"12 Elm St, Asheville, NC","scheduledAt":"2026-05-20T13:00:00.000Z"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"status":{"type":"string"},"address":{"type":"string"},"scheduledAt":{"type":"string"}}}',
    },
    {
      name: "inspection.confirmed",
      category: "inspection",
      description:
        "When an inspection is confirmed, whether at creation or later. Receivers get the type and the record's id; they fetch the rest over the API.",
      example:
        '{"id":"insp_91f2","status":"confirmed","address":"12 Elm St, Asheville, NC","scheduledAt":"2026-05-20T13:00:00.000Z"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"status":{"type":"string"},"address":{"type":"string"},"scheduledAt":{"type":"string"}}}',
    },
    {
      name: "inspection.canceled",
      category: "inspection",
      description:
        "When an inspection is canceled. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"insp_91f2","status":"canceled","reason":"buyer withdrew"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"status":{"type":"string"},"reason":{"type":"string"}}}',
    },
    {
      name: "inspection.deleted",
      category: "inspection",
      description:
        "When an inspection is deleted. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"insp_91f2"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"}}}',
    },
    {
      name: "inspection.published",
      category: "inspection",
      description:
        "When a report is published. Note: does not fire on quick publish. If nothing arrives after a report was published, ask whether quick publish was used, and try the standard publish flow. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"insp_91f2","reportUrl":"https://reports.example.com/insp_91f2"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"reportUrl":{"type":"string"}}}',
    },
    {
      name: "agent.created",
      category: "agent",
      description:
        "When an agent record is created. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"agt_40c1","name":"Dana Whitfield","agency":"Blue Ridge Realty"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"agency":{"type":"string"}}}',
    },
    {
      name: "agent.updated",
      category: "agent",
      description:
        "When an agent record is updated. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"agt_40c1","changed":["phone"]}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"changed":{"type":"array","items":{"type":"string"}}}}',
    },
    {
      name: "agent.deleted",
      category: "agent",
      description:
        "When an agent record is deleted. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"agt_40c1"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"}}}',
    },
    {
      name: "client.created",
      category: "client",
      description:
        "When a client record is created. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"cli_77ab","name":"Noor Rahman","email":"noor@example.com"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"email":{"type":"string"}}}',
    },
    {
      name: "client.updated",
      category: "client",
      description:
        "When a client record is updated. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"cli_77ab","changed":["email"]}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"},"changed":{"type":"array","items":{"type":"string"}}}}',
    },
    {
      name: "client.deleted",
      category: "client",
      description:
        "When a client record is deleted. Receivers get the type and the record's id; they fetch the rest over the API.",
      example: '{"id":"cli_77ab"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string"}}}',
    },
  ],
} as const satisfies EventTypeCatalogue;
