import { describe, expect, test } from "vitest";
import { SLACK_ANSWERS } from "@/e2e/slack";
import { decide } from "@/lib/policy/decide";
import { explain } from "@/lib/policy/explain";
import { BUILT_IN_DIALECTS } from "./built-in";

const policy = BUILT_IN_DIALECTS.slack;

const answered = (status: number, body: string, headers: [string, string][] = []) => ({
  response: { status, headers, body: Buffer.from(body), truncated: false },
  error: null,
  phases: { dns: null, connect: null, tls: null, firstByte: 1, total: 80 },
});
const decided = (status: number, body: string, headers: [string, string][] = []) =>
  decide({ policy, outcome: answered(status, body, headers), attemptNumber: 1, nowMs: 0, random: () => 0.5 });
const told = (status: number, body: string) =>
  explain({ policy, outcome: answered(status, body), decision: decided(status, body), attemptNumber: 1 });

describe("what Slack answers", () => {
  const fail = { kind: "failed", reason: "final-status", disableEndpoint: false };
  const disable = { kind: "failed", reason: "gone", disableEndpoint: true };
  const retry = { kind: "retry", delayMs: 5_000, because: "schedule" };
  test.each([
    [200, "ok", { kind: "succeeded" }],
    [400, "invalid_payload", fail],
    [400, "invalid_blocks", fail],
    [400, "no_text", fail],
    [403, "action_prohibited", fail],
    [403, "posting_to_general_channel_denied", fail],
    [403, "invalid_token", disable],
    [404, "channel_not_found", disable],
    [404, "no_service", disable],
    [404, " no_service\n", disable],
    [404, "<html>no_service</html>", fail],
    [410, "channel_is_archived", disable],
    [410, "anything", disable],
    [429, "rate_limited", retry],
    [500, "rollup_error", retry],
    [503, "", retry],
  ])("%i %s", (status, body, decision) => expect(decided(status, body)).toEqual(decision));

  test("a Retry-After is waited for", () => {
    expect(decided(429, "rate_limited", [["retry-after", "30"]])).toEqual({
      kind: "retry",
      delayMs: 30_000,
      because: "retry-after",
    });
  });

  test.each(Object.entries(SLACK_ANSWERS))("%s is explained in words of its own", (answer, status) => {
    const rule = policy.answers?.find((each) => each.text === answer);
    expect(rule).toMatchObject({ status });
    expect(told(status, answer)).toContain(rule?.words);
  });

  test("a sentence says what was answered, what it means and what follows", () => {
    expect(told(410, "channel_is_archived")).toBe(
      "The server answered 410 after 80 ms. The Slack channel was archived. Bring it back in Slack, or choose another, and enable the endpoint again. We will not try again, and the endpoint is disabled.",
    );
    expect(told(404, "somebody else's page")).toBe(
      "The server answered 404 after 80 ms. We do not retry after this answer.",
    );
  });
});
