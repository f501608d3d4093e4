import { expect, test } from "vitest";
import { phaseParts } from "./phase-parts";

const none = { dns: null, connect: null, tls: null, firstByte: null };
const cases: [Parameters<typeof phaseParts>[0], string][] = [
  [
    { durationMs: 100, phases: { dns: 5, connect: 10, tls: 25, firstByte: 50 } },
    "DNS 5, connect 10, TLS 25, waiting 50, reading 10",
  ],
  [{ durationMs: 5000, phases: { ...none, dns: 5, connect: 10 } }, "DNS 5, connect 10, waiting 4985"],
  [{ durationMs: 40, phases: { ...none, firstByte: 40 } }, "waiting 40"],
  [{ durationMs: 3, phases: { ...none, firstByte: 4 } }, "waiting 4"],
  [{ durationMs: 0, phases: none }, "waiting 0"],
];

test.each(cases)("%j is %s", (attempt, parts) => {
  expect(
    phaseParts(attempt)
      .map(({ name, ms }) => `${name} ${ms}`)
      .join(", "),
  ).toBe(parts);
});
