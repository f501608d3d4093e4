/**
 * SPLEXA's two categories with their events. Promises data only: its page documents the categories and
 * `device.degraded` with its example; the other names stand for the events it leaves unnamed.
 */
import type { EventTypeCatalogue } from "./event-type-catalogue";

export const splexaCatalogue = {
  name: "splexa",
  title: "SPLEXA",
  channels: [],
  types: [
    {
      name: "device.degraded",
      category: "network_event",
      description: "A device loses packets or answers slowly. Dedupe on device.id and timestamp.",
      example:
        '{"device":{"id":"ckxyz","name":"edge-router-04","networkId":"ckabc"},"metrics":{"lossPct":6.4,"avgLatencyMs":215,"peakLatencyMs":540}}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["device"],"properties":{"device":{"type":"object","properties":{"id":{"type":"string"},"name":{"type":"string"},"networkId":{"type":"string"}}},"metrics":{"type":"object","properties":{"lossPct":{"type":"number"},"avgLatencyMs":{"type":"integer"},"peakLatencyMs":{"type":"integer"}}}}}',
    },
    {
      name: "device.offline",
      category: "network_event",
      description: "A device no longer answers. Dedupe on device.id and timestamp.",
      example:
        '{"device":{"id":"ckxyz","name":"edge-router-04","networkId":"ckabc"},"lastSeenAt":"2026-04-29T12:31:02.000Z"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["device"],"properties":{"device":{"type":"object","properties":{"id":{"type":"string"},"name":{"type":"string"},"networkId":{"type":"string"}}},"lastSeenAt":{"type":"string"}}}',
    },
    {
      name: "device.recovered",
      category: "network_event",
      description: "A device answers as it should again. Dedupe on device.id and timestamp.",
      example: '{"device":{"id":"ckxyz","name":"edge-router-04","networkId":"ckabc"},"downForSeconds":412}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["device"],"properties":{"device":{"type":"object","properties":{"id":{"type":"string"},"name":{"type":"string"},"networkId":{"type":"string"}}},"downForSeconds":{"type":"integer"}}}',
    },
    {
      name: "audit.recorded",
      category: "audit_event",
      description:
        "Somebody changed something that the audit log keeps. audit.id is unique and stable: dedupe on it.",
      example:
        '{"audit":{"id":"ckaud01","action":"network.settings.updated","target":"ckabc"},"actor":{"id":"ckusr9","email":"ops@example.com"}}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["audit"],"properties":{"audit":{"type":"object","properties":{"id":{"type":"string"},"action":{"type":"string"},"target":{"type":"string"}}},"actor":{"type":"object","properties":{"id":{"type":"string"},"email":{"type":"string"}}}}}',
    },
    {
      name: "audit.signed_in",
      category: "audit_event",
      description: "Somebody signed in. audit.id is unique and stable: dedupe on it.",
      example:
        '{"audit":{"id":"ckaud02","action":"session.created","target":"ckusr9"},"actor":{"id":"ckusr9","email":"ops@example.com"}}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["audit"],"properties":{"audit":{"type":"object","properties":{"id":{"type":"string"},"action":{"type":"string"},"target":{"type":"string"}}},"actor":{"type":"object","properties":{"id":{"type":"string"},"email":{"type":"string"}}}}}',
    },
  ],
} as const satisfies EventTypeCatalogue;
