import { describe, expect, it } from "vitest";
import type { Outcome } from "@/lib/policy/outcome";
import { createOutageWatch } from "./own-outage";

const PHASES = { dns: null, connect: null, tls: null, firstByte: null, total: 1 };
const away: Outcome = {
  response: null,
  error: { code: "connect", message: "The server's network cannot be reached from here.", unreached: true },
  phases: PHASES,
};
const refused: Outcome = {
  response: null,
  error: { code: "connect", message: "The server refused the connection." },
  phases: PHASES,
};
const ok: Outcome = {
  response: { status: 500, headers: [], body: Buffer.alloc(0), truncated: false },
  error: null,
  phases: PHASES,
};

const watchWithClock = () => {
  const time = { now: 0 };
  const watch = createOutageWatch({ clock: () => time.now, onChange: () => undefined });
  const send = (n: number, outcome: Outcome, host = `host-${n}.example`) =>
    watch.isOurs({ endpointId: `ep-${n}`, url: `https://${host}/hook`, outcome });
  return { time, watch, send };
};
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("an outage of our own", () => {
  it("is ten endpoints on several hosts of which more than nine in ten cannot be reached", () => {
    const { watch, send } = watchWithClock();
    expect(upTo(9).map((n) => send(n, away))).toEqual(upTo(9).map(() => false));
    expect(watch.since()).toBeNull();
    expect(send(9, away)).toBe(true);
    expect(watch.since()).not.toBeNull();
  });

  it("is not one host with many endpoints", () => {
    const { send } = watchWithClock();
    expect(upTo(50).some((n) => send(n, away, "one.example"))).toBe(false);
  });

  it("is not servers that refuse, and one endpoint that fails often counts once", () => {
    const { send } = watchWithClock();
    expect(upTo(50).some((n) => send(n, refused))).toBe(false);
    expect(upTo(50).some(() => send(1, away))).toBe(false);
  });

  it("is not while more than a tenth is reached", () => {
    const { send } = watchWithClock();
    for (const n of upTo(2)) send(100 + n, ok);
    expect(upTo(18).some((n) => send(n, away))).toBe(false);
  });

  it("ends as soon as they are reached again, and what is reached counts", () => {
    const { watch, send } = watchWithClock();
    for (const n of upTo(12)) send(n, away);
    expect(watch.since()).not.toBeNull();
    expect(upTo(3).map((n) => send(n, ok))).toEqual([false, false, false]);
    expect(watch.since()).toBeNull();
    expect(send(5, away)).toBe(false);
  });

  it("is no longer when nothing has been sent for a minute", () => {
    const { time, watch, send } = watchWithClock();
    for (const n of upTo(12)) send(n, away);
    expect(watch.judgeNow()).toEqual({ seen: 12, unreached: 12 });
    time.now = 60_001;
    expect(watch.judgeNow()).toEqual({ seen: 0, unreached: 0 });
    expect(watch.since()).toBeNull();
  });

  it("is not what a worker sees that has only the endpoints that do not answer, while another reaches the rest", () => {
    const { watch, send } = watchWithClock();
    watch.hear({ seen: 8, unreached: 0 });
    expect(upTo(40).some((n) => send(n, away))).toBe(false);
    watch.hear({ seen: 8, unreached: 8 });
    expect(send(40, away)).toBe(true);
    watch.hear({ seen: 8, unreached: 0 });
    expect(watch.since()).toBeNull();
    watch.hear({ seen: 0, unreached: 0 });
    expect(send(41, away)).toBe(true);
  });

  it("forgets what was a minute ago", () => {
    const { time, send } = watchWithClock();
    for (const n of upTo(9)) send(n, away);
    time.now = 60_001;
    expect(send(9, away)).toBe(false);
  });
});
