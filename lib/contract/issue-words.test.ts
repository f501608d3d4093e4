import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createEndpointBody } from "./endpoints";
import { createEventTypeBody } from "./event-types";
import { publishedEvent } from "./events";
import { issueFields, issueWords } from "./issue-words";
import { createProjectBody } from "./projects";
import type { Route } from "./route";
import { OPEN_ROUTES, ROUTES } from "./routes";

function wrong(schema: z.ZodType, value: unknown): [field: string, message: string][] {
  const parsed = schema.safeParse(value, { error: issueWords });
  if (parsed.success) throw new Error("was valid");
  return issueFields(parsed.error.issues).map(({ field, message }) => [field, message]);
}

const url = "https://hooks.acme.dev/in";

describe("a wrong field is named with what is wanted", () => {
  const cases: [schema: z.ZodType, value: unknown, field: string, message: string][] = [
    [createProjectBody, {}, "name", "is required"],
    [createProjectBody, { name: 5 }, "name", "must be a string"],
    [createProjectBody, { name: "x".repeat(201) }, "name", "must have at most 200 characters"],
    [createProjectBody, [], "", "must be an object"],
    [createEndpointBody, { url: "" }, "url", "must not be empty"],
    [createEndpointBody, { url, colour: 1 }, "colour", "is not known here"],
    [createEndpointBody, { url, timeoutMs: 1.5 }, "timeoutMs", "must be a whole number"],
    [createEndpointBody, { url, timeoutMs: 1 }, "timeoutMs", "must be at least 100"],
    [createEndpointBody, { url, ordering: "lifo" }, "ordering", 'must be "none", "fifo" or "run"'],
    [createEndpointBody, { url, throttle: "fast" }, "throttle", 'must be an object or "none"'],
    [
      createEndpointBody,
      { url, throttle: { limit: 0, periodMs: 1 } },
      "throttle.limit",
      "must be at least 1",
    ],
    [
      createEndpointBody,
      { url, subscriptions: ["a b"] },
      "subscriptions[0]",
      'must be an event type, "<name>.*" or "*"',
    ],
    [
      createEndpointBody,
      { url, subscriptions: ["a", { type: "a", when: "later" }] },
      "subscriptions[1].when",
      'must be "now" or "runEnd"',
    ],
    [
      createEndpointBody,
      { url, autoDisable: { kind: "sometimes" } },
      "autoDisable.kind",
      'must be "never", "consecutive-failures" or "failing-for"',
    ],
    [createEventTypeBody, { name: "a", schema: 5 }, "schema", "must be an object or an array or a string"],
    [
      publishedEvent,
      { type: "a", data: 1, timestamp: "now" },
      "timestamp",
      "must be a time with its offset, such as 2026-01-31T12:00:00Z",
    ],
    [publishedEvent, { type: "a", data: 1, orderingKey: "" }, "orderingKey", "must not be empty"],
  ];
  for (const [schema, value, field, message] of cases)
    it(`${field} ${message}`, () => expect(wrong(schema, value)).toContainEqual([field, message]));
});

/** Whatever is wrong with any body of the API, zod's own words are nowhere in the answer. */
describe("no body of the API is refused in words that say nothing", () => {
  const bodies = Object.entries({ ...ROUTES, ...OPEN_ROUTES } as Record<string, Route>).flatMap(
    ([name, { body }]) => (body ? [[name, body] as const] : []),
  );
  const WRONG = [
    undefined,
    null,
    5,
    1.5,
    -1,
    "",
    "\u0000",
    " ",
    true,
    [],
    [5],
    {},
    { a: 1 },
    "x".repeat(300_000),
  ];

  it.each(bodies)("%s", (_, schema) => {
    const fields = Object.keys(schema instanceof z.ZodObject ? schema.shape : {});
    const values = [...WRONG, ...fields.flatMap((field) => WRONG.map((value) => ({ [field]: value })))];
    for (const value of values) {
      const parsed = schema.safeParse(value, { error: issueWords });
      for (const { message } of parsed.success ? [] : issueFields(parsed.error.issues))
        expect(message, JSON.stringify(value)?.slice(0, 100)).not.toMatch(
          /^(Invalid|Too |Unrecognized|Expected|is not valid$)/,
        );
    }
  });
});
