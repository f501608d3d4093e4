import { describe, expect, it } from "vitest";
import { firstIdOf } from "./bounded-search";
import { advance, type FeedPosition, packPosition, unpackPosition } from "./event-feed";

const NOW = Date.UTC(2026, 0, 1);
const START: FeedPosition = { after: null, young: [] };
const ago = (ms: number) => firstIdOf(NOW - ms);

/** What Postgres would find behind a position, handed over. */
function read(all: string[], from: FeedPosition, { nowMs = NOW, limit = 100 } = {}) {
  const unread = all
    .filter((id) => (from.after === null || id > from.after) && !from.young.includes(id))
    .sort();
  const found = unread.slice(0, limit);
  return advance(from, found, { seenTo: unread.length > limit ? (found.at(-1) ?? null) : null, nowMs });
}

describe("a reader of the feed", () => {
  it("gets every event once, also one that is committed behind others", () => {
    const all = [ago(90_000), ago(80_000), ago(5_000), ago(3_000)];
    const first = read(all, START);
    expect(first.ids).toEqual([...all].sort());
    const late = ago(4_000);
    const second = read([...all, late], first.position, { nowMs: NOW + 1_000 });
    expect(second.ids).toEqual([late]);
    const third = read([...all, late], second.position, { nowMs: NOW + 2_000 });
    expect(third.ids).toEqual([]);
  });

  it("goes through pages smaller than what is young", () => {
    const all = Array.from({ length: 7 }, (_, n) => ago(7_000 - n * 1_000));
    const seen: string[] = [];
    let position = START;
    for (let page = 0; page < 5; page++) {
      const next = read(all, position, { limit: 2 });
      seen.push(...next.ids);
      position = next.position;
    }
    expect(seen).toEqual(all);
  });

  it("loses nothing that was committed behind an event it had, though it asks late and by small pages", () => {
    const [early, had] = [ago(50_000), ago(2_000)];
    const first = read([early, had], START);
    expect(first.ids).toEqual([early, had]);
    const late = [5_000, 4_000, 3_000, 1_000].map(ago);
    const seen: string[] = [];
    let { position } = first;
    for (let page = 0; page < 4; page++) {
      const next = read([early, ...late, had], position, { nowMs: NOW + 60_000, limit: 1 });
      seen.push(...next.ids);
      position = next.position;
    }
    expect(seen).toEqual(late);
    expect(position).toEqual({ after: ago(1_000), young: [] });
  });

  it("goes on behind where it looked in vain", () => {
    const seenTo = ago(40_000);
    const { position } = advance({ after: ago(90_000), young: [] }, [], { seenTo, nowMs: NOW });
    expect(position).toEqual({ after: seenTo, young: [] });
    const young = { after: ago(90_000), young: [] };
    expect(advance(young, [], { seenTo: ago(1_000), nowMs: NOW }).position).toEqual(young);
  });

  it("forgets what has settled, so that its position stays short", () => {
    const all = Array.from({ length: 300 }, (_, n) => ago(29_000 - n));
    let position = START;
    const seen: string[] = [];
    for (const now of [NOW, NOW, NOW + 1_000, NOW + 60_000, NOW + 60_000, NOW + 60_000]) {
      const next = read(all, position, { nowMs: now });
      seen.push(...next.ids);
      position = next.position;
      expect(position.young.length).toBeLessThanOrEqual(100);
    }
    expect(seen).toEqual(all);
    expect(position.young).toEqual([]);
  });

  it("survives the way through a cursor", () => {
    const position = { after: ago(60_000), young: [ago(2), ago(1)] };
    expect(unpackPosition(packPosition(position))).toEqual(position);
    expect(unpackPosition(packPosition(START))).toEqual(START);
    expect(unpackPosition(null)).toEqual(START);
  });
});
