/**
 * spektr's process events, and its process types as channels. Promises data only: its page names the events in
 * words, the vendors' table as identifiers; payloads are examples of what such an event needs.
 */
import type { EventTypeCatalogue } from "./event-type-catalogue";

export const spektrCatalogue = {
  name: "spektr",
  title: "spektr",
  channels: [
    { name: "onboarding", description: "A new customer is taken on." },
    { name: "monitoring", description: "A customer is looked at again, usually every day." },
    { name: "risk", description: "A customer's risk is assessed." },
    { name: "loop", description: "A customer is asked for what is missing." },
  ],
  types: [
    {
      name: "process_run_start",
      category: "process",
      description:
        "A process run started. Daily for monitoring, so most people subscribe to it for onboarding only.",
      example: '{"customerId":"cus_2081","processId":"prc_kyc_standard","trigger":"api"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"processId":{"type":"string"},"trigger":{"type":"string"}}}',
    },
    {
      name: "service_run",
      category: "process",
      description: "A process called a service: which one, and what it answered.",
      example:
        '{"customerId":"cus_2081","service":"company-registry","status":"completed","durationMs":1840}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"service":{"type":"string"},"status":{"type":"string"},"durationMs":{"type":"integer"}}}',
    },
    {
      name: "process_run_end",
      category: "process",
      description:
        "A process run ended. Events that were held for the end of this run go out with it, as one batch.",
      example: '{"customerId":"cus_2081","processId":"prc_kyc_standard","result":"approved"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"processId":{"type":"string"},"result":{"type":"string"}}}',
    },
    {
      name: "alert_created",
      category: "alert",
      description: "An alert was created, for example by AML screening.",
      example: '{"customerId":"cus_2081","alertId":"alr_519","kind":"aml","severity":"high"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"alertId":{"type":"string"},"kind":{"type":"string"},"severity":{"type":"string"}}}',
    },
    {
      name: "alert_resolved",
      category: "alert",
      description: "An alert was resolved.",
      example:
        '{"customerId":"cus_2081","alertId":"alr_519","resolution":"false_positive","resolvedBy":"k.madsen"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"alertId":{"type":"string"},"resolution":{"type":"string"},"resolvedBy":{"type":"string"}}}',
    },
    {
      name: "customer_tag_added",
      category: "customer",
      description: "A customer got a tag, such as high risk after a monitoring process.",
      example: '{"customerId":"cus_2081","tag":"high_risk"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"tag":{"type":"string"}}}',
    },
    {
      name: "customer_status_changed",
      category: "customer",
      description: "A customer's status changed.",
      example: '{"customerId":"cus_2081","from":"pending","to":"active"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"}}}',
    },
    {
      name: "customer_record_changed",
      category: "customer",
      description: "A field of a customer's record changed.",
      example:
        '{"customerId":"cus_2081","field":"registered_address","from":"Kongens Nytorv 5","to":"Havnegade 39"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["customerId"],"properties":{"customerId":{"type":"string"},"field":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"}}}',
    },
  ],
} as const satisfies EventTypeCatalogue;
