import { expect, test } from "vitest";
import { phaseParts } from "./phase-parts";

const none = { dns: null, connect: null, tls: null, firstByte: null };
const failed = (code: string) => ({ code, message: "" });
type Case = Pick<Parameters<typeof phaseParts>[0], "phases" | "durationMs">;
const cases: [Case & { error?: ReturnType<typeof failed> }, string][] = [
  [
    { durationMs: 100, phases: { dns: 5, connect: 10, tls: 25, firstByte: 50 } },
    "DNS 5, connect 10, TLS 25, waiting 50, reading 10",
  ],
  [{ durationMs: 5000, phases: { ...none, dns: 5, connect: 10 } }, "DNS 5, connect 10, waiting 4985"],
  [{ durationMs: 40, phases: { ...none, firstByte: 40 } }, "waiting 40"],
  [{ durationMs: 3, phases: { ...none, firstByte: 4 } }, "waiting 4"],
  [{ durationMs: 0, phases: none }, "waiting 0"],
  [{ durationMs: 4, phases: { ...none, connect: 3 }, error: failed("connect") }, "connect 4"],
  [{ durationMs: 2, phases: { ...none, dns: 2 }, error: failed("refused-address") }, "DNS 2"],
  [{ durationMs: 0, phases: none, error: failed("refused-url") }, ""],
  [{ durationMs: 9, phases: none, error: failed("dns") }, "DNS 9"],
  [
    { durationMs: 9, phases: { ...none, dns: 1, connect: 2 }, error: failed("tls") },
    "DNS 1, connect 2, TLS 6",
  ],
  [{ durationMs: 9, phases: { ...none, connect: 2 }, error: failed("timeout") }, "connect 2, waiting 7"],
  [{ durationMs: 9, phases: { ...none, connect: 2 }, error: failed("reset") }, "connect 2, waiting 7"],
];

test.each(cases)("%j is %s", (attempt, parts) => {
  expect(
    phaseParts({ error: null, ...attempt })
      .map(({ name, ms }) => `${name} ${ms}`)
      .join(", "),
  ).toBe(parts);
});
