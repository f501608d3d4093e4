import { describe, expect, test } from "vitest";
import { afterDelivery, type EndpointHealth } from "@/lib/policy/auto-disable";
import { type Decision, decide } from "@/lib/policy/decide";
import { seededRandom } from "@/lib/policy/json-text-generator";
import type { AttemptErrorCode, Outcome } from "@/lib/policy/outcome";
import { policyInWords } from "@/lib/policy/policy-words";
import { BUILT_IN_DIALECTS, DIALECT_NAMES, type DialectName } from "./built-in";

const phases = { dns: null, connect: null, tls: null, firstByte: 80, total: 85 };
const random = seededRandom(11);

function answered(status: number, headers: [string, string][] = []): Outcome {
  return { response: { status, headers, body: new Uint8Array(), truncated: false }, error: null, phases };
}

function broken(code: AttemptErrorCode): Outcome {
  return { response: null, error: { code, message: "It broke." }, phases };
}

function decided(dialect: DialectName, outcome: Outcome, attemptNumber = 1): Decision {
  return decide({ policy: BUILT_IN_DIALECTS[dialect], outcome, attemptNumber, nowMs: 0, random });
}

const failed = (reason: string, disableEndpoint = false) => ({ kind: "failed", reason, disableEndpoint });
const standardWaits = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000];

describe("the names", () => {
  test("are those of the policies, no more and no fewer", () => {
    expect(Object.keys(BUILT_IN_DIALECTS).sort()).toEqual([...DIALECT_NAMES].sort());
    for (const name of DIALECT_NAMES) expect(BUILT_IN_DIALECTS[name].name).toBe(name);
  });
  test("of object members are none", () => {
    expect(BUILT_IN_DIALECTS.constructor).toBeUndefined();
  });
  test("a policy is plain data", () => {
    for (const name of DIALECT_NAMES) {
      expect(JSON.parse(JSON.stringify(BUILT_IN_DIALECTS[name]))).toEqual(BUILT_IN_DIALECTS[name]);
    }
  });
});

describe("the vendors' table", () => {
  type Row = [
    DialectName,
    timeoutMs: number,
    waitsMs: number[],
    jitter: number,
    ordering: string,
    agent: string,
  ];
  const rows: Row[] = [
    ["standard", 15_000, standardWaits, 0.2, "none", "Posthorn/{version}"],
    ["spectra", 5_000, [], 0, "none", "Spectra-Webhook/1.0"],
    ["spectrum", 30_000, [200, 1_000, 5_000, 10_000, 10_000], 0.5, "fifo", "spectrum-webhook/0.1.0"],
    ["spectora", 15_000, standardWaits, 0.2, "none", "Posthorn/{version}"],
    ["spektr", 15_000, [1_000, 1_000, 1_000], 0, "run", "Posthorn/{version}"],
    ["splexa", 8_000, [], 0, "none", "splexa-universe/1.0 (+webhook)"],
  ];
  test.each(rows)("%s", (name, timeoutMs, waitsMs, jitter, ordering, userAgent) => {
    expect(BUILT_IN_DIALECTS[name]).toMatchObject({
      timeoutMs,
      retry: { waitsMs, jitter },
      ordering,
      userAgent,
      contentType: "application/json",
      throttle: null,
    });
  });

  test.each(rows)(
    "%s waits as long as the table says, within its jitter, and then fails",
    (name, _, waitsMs, jitter) => {
      for (const [i, wait] of waitsMs.entries()) {
        const drawn = Array.from({ length: 10_000 }, () => decided(name, answered(500), i + 1)).map(
          (decision) => (decision.kind === "retry" ? decision.delayMs : Number.NaN),
        );
        const least = Math.min(...drawn);
        const most = Math.max(...drawn);
        const mean = drawn.reduce((sum, delay) => sum + delay, 0) / drawn.length;
        expect(least).toBeGreaterThanOrEqual(wait * (1 - jitter));
        expect(most).toBeLessThanOrEqual(wait * (1 + jitter));
        // The whole range is used, evenly.
        expect(most - least).toBeGreaterThanOrEqual(wait * 2 * jitter * 0.98);
        expect(Math.abs(mean - wait)).toBeLessThanOrEqual(wait * jitter * 0.03);
      }
      expect(decided(name, answered(500), waitsMs.length + 1)).toEqual(failed("exhausted"));
    },
  );

  test.each(DIALECT_NAMES)("%s takes 200, and a dead server for a failure", (name) => {
    expect(decided(name, answered(200))).toEqual({ kind: "succeeded" });
    expect(decided(name, broken("connect")).kind).not.toBe("succeeded");
    expect(decided(name, broken("interrupted"), 99)).toMatchObject({ kind: "retry", delayMs: 0 });
  });

  test.each(DIALECT_NAMES.filter((name) => name !== "spektr"))("%s takes every 2xx", (name) => {
    for (let status = 200; status < 300; status++) {
      expect(decided(name, answered(status))).toEqual({ kind: "succeeded" });
    }
  });

  test.each(["standard", "spectrum", "spectora", "slack"] as const)(
    "%s gives up when the guard refuses",
    (name) => {
      expect(decided(name, broken("refused-url"))).toEqual(failed("refused-url"));
      expect(decided(name, broken("refused-address"))).toEqual(failed("refused-url"));
    },
  );
});

test("Spectra and SPLEXA fire and forget", () => {
  for (const name of ["spectra", "splexa"] as const) {
    for (const outcome of [answered(500), answered(302), answered(429), answered(410), broken("timeout")]) {
      expect(decided(name, outcome)).toEqual(failed("exhausted"));
    }
  }
});

describe("Spectrum", () => {
  test("stops at once on every 3xx and every 4xx but 408 and 429", () => {
    for (let status = 300; status < 500; status++) {
      const expected = status === 408 || status === 429 ? "retry" : "failed";
      expect(decided("spectrum", answered(status)).kind, `${status}`).toBe(expected);
    }
    expect(decided("spectrum", answered(404))).toEqual(failed("final-status"));
    expect(decided("spectrum", answered(307))).toEqual(failed("final-status"));
  });
  test("retries the rest, and does not wait longer because it is asked to", () => {
    for (const status of [199, 500, 502, 503, 599, 600]) {
      expect(decided("spectrum", answered(status))).toMatchObject({ kind: "retry" });
    }
    const asked = decided("spectrum", answered(429, [["retry-after", "60"]]));
    expect(asked).toMatchObject({ kind: "retry", because: "schedule" });
  });
});

describe("spektr", () => {
  test("retries whatever is not exactly 200, three times, one second apart", () => {
    for (const status of [201, 202, 204, 302, 404, 410, 500]) {
      const decisions = [1, 2, 3, 4].map((attempt) => decided("spektr", answered(status), attempt));
      const again = { kind: "retry", delayMs: 1_000, because: "schedule" };
      expect(decisions).toEqual([again, again, again, failed("exhausted")]);
    }
  });
});

describe("410 Gone", () => {
  test.each(DIALECT_NAMES)("%s", (name) => {
    const disables = name === "standard" || name === "slack";
    expect(decided(name, answered(410))).toMatchObject(disables ? failed("gone", true) : {});
    expect(BUILT_IN_DIALECTS[name].retry.disableOnGone).toBe(disables);
  });
});

describe("auto-disable", () => {
  const DAY = 86_400_000;
  const failEveryDay = (name: DialectName, days: number) => {
    let state: EndpointHealth = { consecutiveFailures: 0, failingSinceMs: null };
    for (let day = 0; day < days; day++) {
      const step = afterDelivery(BUILT_IN_DIALECTS[name], state, "delivery-failed", day * DAY);
      if (step.disable) return day;
      state = step.state;
    }
    return null;
  };
  test("SPLEXA on the tenth failure in a row", () => {
    expect(failEveryDay("splexa", 20)).toBe(9);
  });
  test("standard and Spectora after five days of nothing else", () => {
    expect(failEveryDay("standard", 20)).toBe(5);
    expect(failEveryDay("spectora", 20)).toBe(5);
  });
  test("Spectra, Spectrum and spektr never", () => {
    for (const name of ["spectra", "spectrum", "spektr"] as const)
      expect(failEveryDay(name, 1_000)).toBeNull();
  });
  test("in words", () => {
    expect(policyInWords(BUILT_IN_DIALECTS.splexa, 3).join(" ")).toBe(
      "No retries. Disabled after 10 failures in a row; 3 so far.",
    );
  });
});
