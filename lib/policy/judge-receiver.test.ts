import { describe, expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import type { DeliveryPolicy } from "./delivery-policy";
import { judgeReceiver, type ProbeAnswer, type ProbeAnswers, probesFor } from "./judge-receiver";

const answered = (status: number, durationMs = 10): ProbeAnswer => ({ status, error: null, durationMs });
const broken = (code: "timeout" | "connect", status: number | null = null): ProbeAnswer => ({
  status,
  error: { code, message: "It broke." },
  durationMs: 15_000,
});
const careful: ProbeAnswers = {
  genuine: answered(200),
  tampered: answered(401),
  unsigned: answered(401),
  stale: answered(400),
  repeated: answered(200),
};
const verdicts = (answers: Partial<ProbeAnswers>, policy: DeliveryPolicy = standard) =>
  judgeReceiver(policy, { ...careful, ...answers }).map(({ verdict }) => verdict);

// How real receivers come out is in `lib/delivery/receiver-audit.db.test.ts`.

const cases: [what: string, answers: Partial<ProbeAnswers>, verdicts: string[]][] = [
  ["all is well", {}, ["good", "good", "good", "good", "good"]],
  [
    "an answer that does not end is none",
    { genuine: broken("timeout", 200) },
    ["bad", "unknown", "unknown", "bad", "unknown"],
  ],
  [
    "no connection is not slowness",
    { genuine: broken("connect") },
    ["bad", "unknown", "unknown", "good", "unknown"],
  ],
  ["nothing was sent", { genuine: null }, ["unknown", "unknown", "unknown", "good", "unknown"]],
  ["a redirect is no acceptance", { tampered: answered(302) }, ["good", "good", "good", "good", "good"]],
  [
    "one forgery accepted is enough",
    { unsigned: answered(202), tampered: broken("connect") },
    ["good", "bad", "good", "good", "good"],
  ],
  [
    "half of the allowed time is still good",
    { repeated: answered(200, 7_500) },
    ["good", "good", "good", "good", "good"],
  ],
  ["more is not", { repeated: answered(200, 7_501) }, ["good", "good", "good", "bad", "good"]],
  ["what was not sent again is unknown", { repeated: null }, ["good", "good", "good", "good", "unknown"]],
];
test.each(cases)("%s", (_what, answers, expected) => {
  expect(verdicts(answers)).toEqual(expected);
});

describe("a dialect", () => {
  test("without a signature is sent no forgeries", () => {
    expect(probesFor({ ...standard, signature: null })).toEqual(["genuine", "repeated"]);
  });
  test("that does not sign the time is sent nothing old", () => {
    const policy: DeliveryPolicy = {
      ...standard,
      signature: { ...standard.signature, signed: [{ from: "body" }] },
    };
    expect(probesFor(policy)).toEqual(["genuine", "tampered", "unsigned", "repeated"]);
    expect(verdicts({ stale: null }, policy)).toEqual(["good", "good", "unknown", "good", "good"]);
  });
});

test("every check says something, and nothing of what its receiver sent but statuses and durations", () => {
  for (const { words } of judgeReceiver(standard, careful)) expect(words).toMatch(/^[A-Z].*\.$/);
});
