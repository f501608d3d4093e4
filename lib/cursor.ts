/**
 * The opaque cursors of lists: signed, and bound to the list and the filters they were made for, so that one
 * that was made up, or belongs elsewhere, is refused before it reaches a query.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "./api-error";
import { env } from "./platform/env";

/** A feed's position with its hundred youngest events is the longest. */
const MAX_LENGTH = 6_000;
const MAC_BYTES = 16;

/** Names the list: its noun, its owner's uuid and its filters. Paging itself (`limit`) is no part of it. */
export type ListName = { noun: string; owner: string; filters: Record<string, unknown> };

function macOf(list: ListName, payload: string): Buffer {
  const filters = Object.entries(list.filters)
    .filter(([name, value]) => value !== undefined && name !== "cursor" && name !== "limit")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac("sha256", env.APP_SECRET)
    .update(JSON.stringify(["cursor", list.noun, list.owner, filters, payload]))
    .digest()
    .subarray(0, MAC_BYTES);
}

/** The cursor that goes on behind `after`, the last row's key. */
export function makeCursor(list: ListName, after: string): string {
  const payload = Buffer.from(JSON.stringify(after)).toString("base64url");
  return `${payload}.${macOf(list, payload).toString("base64url")}`;
}

/** The key behind which the list goes on; null without a cursor. Throws `invalid_cursor` for anything but ours. */
export function readCursor(list: ListName, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [payload = "", mac = "", ...rest] = cursor.length <= MAX_LENGTH ? cursor.split(".") : [];
  const given = Buffer.from(mac, "base64url");
  const right = macOf(list, payload);
  // The spelling is compared as well: base64 has several for the same bytes.
  const genuine =
    rest.length === 0 &&
    given.length === right.length &&
    timingSafeEqual(given, right) &&
    given.toString("base64url") === mac;
  if (!genuine)
    throw new ApiError("invalid_cursor", "The cursor does not belong to this list with these filters.");
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as string;
}

/** One row more than the page was read: cuts it off and makes the cursor. `keyOf` is what the list is ordered by. */
export function pageFrom<Row, Out>(
  rows: Row[],
  page: { limit: number; list: ListName; keyOf: (row: Row) => string; show: (row: Row) => Out },
): { data: Out[]; nextCursor: string | null } {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { data: shown.map(page.show), nextCursor: more ? makeCursor(page.list, page.keyOf(last)) : null };
}
