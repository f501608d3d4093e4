import { describe, expect, it } from "vitest";
import { BUILT_IN_DIALECTS } from "@/lib/dialects/built-in";
import { deliveriesQuery } from "./deliveries";
import { createEndpointBody, updateEndpointBody } from "./endpoints";
import { createEventTypeBody } from "./event-types";
import { publishedEvent } from "./events";
import { plainPageQuery } from "./page";
import { deliveryPolicy } from "./policies";
import { createProjectBody } from "./projects";
import { createReplaysBody } from "./replays";

const url = "https://hooks.example.com/";
const parsed = (subscriptions: unknown) => createEndpointBody.parse({ url, subscriptions }).subscriptions;

describe("subscriptions", () => {
  it.each([
    [undefined, undefined],
    [null, [{ type: "*" }]],
    [[], [{ type: "*" }]],
    [["order.shipped"], [{ type: "order.shipped" }]],
    [
      ["order.*", "*"],
      [{ type: "order.*" }, { type: "*" }],
    ],
    [[{ category: "audit_event" }], [{ type: "*", category: "audit_event" }]],
    [[{ channel: "onboarding" }], [{ type: "*", channel: "onboarding" }]],
    [[{ type: "a", when: "now" }], [{ type: "a" }]],
    [[{ type: "a", when: "runEnd", category: null }], [{ type: "a", when: "runEnd" }]],
  ])("%j are kept as %j", (given, kept) => {
    expect(parsed(given)).toEqual(kept);
  });

  it.each([
    [[""]],
    [["order."]],
    [[".*"]],
    [["*.order"]],
    [["a..b"]],
    [["a b"]],
    [[{}]],
    [[{ when: "runEnd" }]],
    [[{ type: "a", when: "later" }]],
    [[{ type: "a", filter: "x" }]],
    [["(a+)+$"]],
    [Array.from({ length: 201 }, () => "a")],
    ["a"],
  ])("%j are refused", (given) => {
    expect(createEndpointBody.safeParse({ url, subscriptions: given }).success).toBe(false);
  });
});

describe("an endpoint's numbers", () => {
  const wrong = [-1, 0, 1.5, "5", 1e308, true, Number.NaN];
  it.each(wrong)("%j is no timeout, no cap and no pace", (value) => {
    for (const given of [
      { timeoutMs: value },
      { maxInFlight: value },
      { throttle: { limit: value, periodMs: 1_000 } },
      { throttle: { limit: 1, periodMs: value } },
      { autoDisable: { kind: "consecutive-failures", count: value } },
    ])
      expect(updateEndpointBody.safeParse(given).success, JSON.stringify(given)).toBe(false);
  });

  it("may be absent, null, or a pace of none", () => {
    expect(
      updateEndpointBody.parse({ throttle: null, timeoutMs: null, retry: null, ordering: null }),
    ).toBeTruthy();
    expect(updateEndpointBody.parse({ throttle: "none" }).throttle).toBe("none");
    expect(updateEndpointBody.parse({})).toEqual({});
  });
});

describe("fields that are not the caller's to set", () => {
  it.each([
    "id",
    "projectId",
    "workspaceId",
    "createdAt",
    "status",
    "disabled",
    "disabledReason",
    "version",
    "__proto__",
    "constructor",
  ])("%s is refused", (field) => {
    const given = JSON.parse(`{"url":"${url}",${JSON.stringify(field)}:{}}`);
    expect(createEndpointBody.safeParse(given).success).toBe(false);
    expect(updateEndpointBody.safeParse(given).success).toBe(false);
  });
});

describe("names", () => {
  it.each(["order.shipped", "A_1", "process_run_end", "a".repeat(128)])("%s is an event type", (type) => {
    expect(publishedEvent.safeParse({ type, data: 1 }).success).toBe(true);
  });

  it.each([
    "",
    "a".repeat(129),
    "..",
    "a..b",
    "a b",
    "😀",
    "*",
    "a.*",
    "'; DROP TABLE x",
    "<script>",
    "a\u0000",
    "a\ud800",
    "a-b",
  ])("%j is none", (type) => {
    expect(publishedEvent.safeParse({ type, data: 1 }).success).toBe(false);
    expect(createEventTypeBody.safeParse({ name: type }).success).toBe(false);
  });

  it.each(["a.b", "a/b", "a\n", "", "x".repeat(65), "é"])("%j is no producer's id", (id) => {
    expect(publishedEvent.safeParse({ type: "a", data: 1, id }).success).toBe(false);
  });

  it.each(["a\u0000b", "\ud800", " ", "x".repeat(201)])("%j is no display name", (name) => {
    expect(createProjectBody.safeParse({ name }).success).toBe(false);
  });

  it("are composed, so that equal ones are equal", () => {
    expect(createProjectBody.parse({ name: "e\u0301" }).name).toBe("\u00e9");
    expect(createProjectBody.parse({ name: "😀 ‮x" }).name).toBe("😀 ‮x");
  });

  it("cannot look like our own ids", () => {
    expect(createProjectBody.safeParse({ name: "x", uid: "prj_1" }).success).toBe(false);
    expect(createProjectBody.safeParse({ name: "x", uid: "cust:1@example.com" }).success).toBe(true);
  });
});

describe("an event's own time", () => {
  const isTaken = (timestamp: string) => publishedEvent.safeParse({ type: "a", data: {}, timestamp }).success;

  it.each(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-01-01T00:00:00.123456+05:30"])(
    "%s is taken",
    (timestamp) => expect(isTaken(timestamp)).toBe(true),
  );

  it.each([
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "+010000-01-01T00:00:00Z",
  ])("%s is refused: the database could not give it back", (timestamp) =>
    expect(isTaken(timestamp)).toBe(false),
  );
});

it("a run has a name, by which it can be asked for", () => {
  expect(publishedEvent.safeParse({ type: "a", data: {}, run: "" }).success).toBe(false);
});

describe("queries", () => {
  it.each(["0", "101", "-1", "1.5", "", "abc", "1e2", " 5"])("limit=%j is refused", (limit) => {
    expect(plainPageQuery.safeParse({ limit }).success).toBe(false);
  });

  it("have a default limit and know repeated values", () => {
    expect(deliveriesQuery.parse({}).limit).toBe(50);
    expect(deliveriesQuery.parse({ status: "failed" }).status).toEqual(["failed"]);
    expect(deliveriesQuery.parse({ status: ["failed", "held"] }).status).toEqual(["failed", "held"]);
    expect(deliveriesQuery.safeParse({ type: ["a", "b"] }).success).toBe(false);
    expect(deliveriesQuery.safeParse({ "status[]": "failed" }).success).toBe(false);
  });

  it.each(["404", "5xx"])("httpStatus=%s is a filter", (httpStatus) => {
    expect(deliveriesQuery.safeParse({ httpStatus }).success).toBe(true);
  });

  it.each(["40", "0xx", "5x", "4xxx", "404 "])("httpStatus=%j is none", (httpStatus) => {
    expect(deliveriesQuery.safeParse({ httpStatus }).success).toBe(false);
  });

  it("run forwards in time", () => {
    const since = "2026-02-01T00:00:00Z";
    const query = deliveriesQuery.safeParse({ since, until: "2026-01-01T00:00:00Z" });
    expect(query.error?.issues[0]?.path).toEqual(["until"]);
    expect(deliveriesQuery.safeParse({ since, until: since }).success).toBe(true);
    expect(deliveriesQuery.safeParse({ since: "yesterday" }).success).toBe(false);
  });

  it("a replay of everything must be meant", () => {
    expect(createReplaysBody.safeParse({ filter: {} }).success).toBe(false);
    expect(createReplaysBody.safeParse({ filter: { status: ["failed"] } }).success).toBe(true);
  });
});

it("every built-in dialect can be written as data over the API", () => {
  for (const policy of Object.values(BUILT_IN_DIALECTS)) expect(deliveryPolicy.parse(policy)).toEqual(policy);
});
