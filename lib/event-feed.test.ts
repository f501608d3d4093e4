import { describe, expect, it } from "vitest";
import { firstIdOf } from "./bounded-search";
import { advance, type FeedPosition, packPosition, unpackPosition } from "./event-feed";

const NOW = Date.UTC(2026, 0, 1);
const START: FeedPosition = { after: null, young: [] };
const ago = (ms: number) => firstIdOf(NOW - ms);

/** What Postgres would find behind a position. */
const unread = (all: string[], { after, young }: FeedPosition, limit = 100) =>
  all
    .filter((id) => (after === null || id > after) && !young.includes(id))
    .sort()
    .slice(0, limit);

describe("a reader of the feed", () => {
  it("gets every event once, also one that is committed behind others", () => {
    const all = [ago(90_000), ago(80_000), ago(5_000), ago(3_000)];
    const first = advance(START, unread(all, START), NOW);
    expect(first.ids).toEqual([...all].sort());
    const late = ago(4_000);
    const second = advance(first.position, unread([...all, late], first.position), NOW + 1_000);
    expect(second.ids).toEqual([late]);
    const third = advance(second.position, unread([...all, late], second.position), NOW + 2_000);
    expect(third.ids).toEqual([]);
  });

  it("goes through pages smaller than what is young", () => {
    const all = Array.from({ length: 7 }, (_, n) => ago(7_000 - n * 1_000));
    const seen: string[] = [];
    let position = START;
    for (let page = 0; page < 5; page++) {
      const next = advance(position, unread(all, position, 2), NOW);
      seen.push(...next.ids);
      position = next.position;
    }
    expect(seen).toEqual(all);
  });

  it("forgets what has settled, so that its position stays short", () => {
    const all = Array.from({ length: 300 }, (_, n) => ago(29_000 - n));
    let position = START;
    const seen: string[] = [];
    for (const now of [NOW, NOW, NOW + 1_000, NOW + 60_000, NOW + 60_000, NOW + 60_000]) {
      const next = advance(position, unread(all, position), now);
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
