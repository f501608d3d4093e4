import { beforeAll, describe, expect, it } from "vitest";
import { ApiError } from "./api-error";
import { type ListName, makeCursor, pageFrom, readCursor } from "./cursor";

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nowhere/",
    ENCRYPTION_KEYS: "k1:unused",
    APP_SECRET: "a".repeat(32),
  });
});

const list: ListName = {
  noun: "deliveries",
  owner: "p1",
  filters: { status: ["failed"], q: undefined, limit: 50 },
};

describe("a cursor", () => {
  it("leads back to its row, whatever the page size", () => {
    const cursor = makeCursor(list, "row-7");
    expect(readCursor(list, cursor)).toBe("row-7");
    expect(readCursor({ ...list, filters: { status: ["failed"], limit: 10, cursor } }, cursor)).toBe("row-7");
    expect(readCursor(list, undefined)).toBeNull();
  });

  const other = makeCursorLater();
  it.each([
    ["empty", () => ""],
    ["garbage", () => "garbage"],
    ["of another list", () => makeCursor({ ...list, noun: "events" }, "row-7")],
    ["of another owner", () => makeCursor({ ...list, owner: "p2" }, "row-7")],
    ["of other filters", () => makeCursor({ ...list, filters: {} }, "row-7")],
    ["truncated", () => makeCursor(list, "row-7").slice(0, -1)],
    ["with a part more", () => `${makeCursor(list, "row-7")}.x`],
    ["with another payload", () => `${other()[0]}.${makeCursor(list, "row-7").split(".")[1]}`],
    ["too long", () => "x".repeat(10_000)],
    ["with another spelling of its signature", () => `${makeCursor(list, "row-7")}=`],
  ])("is refused when it is %s", (_, forged) => {
    expect(() => readCursor(list, forged())).toThrow(ApiError);
    try {
      readCursor(list, forged());
    } catch (error) {
      expect((error as ApiError).code).toBe("invalid_cursor");
    }
  });

  it("is refused with any bit flipped", () => {
    const cursor = makeCursor(list, "row-7");
    for (let i = 0; i < cursor.length; i++) {
      const flipped = cursor.slice(0, i) + (cursor[i] === "A" ? "B" : "A") + cursor.slice(i + 1);
      expect(() => readCursor(list, flipped), flipped).toThrow(ApiError);
    }
  });
});

function makeCursorLater() {
  return () => makeCursor(list, "row-8").split(".");
}

describe("a page", () => {
  const show = (row: string) => row;
  const keyOf = show;
  it("has a cursor while there is more", () => {
    const page = pageFrom(["c", "b", "a"], { limit: 2, list, keyOf, show });
    expect(page.data).toEqual(["c", "b"]);
    expect(readCursor(list, page.nextCursor ?? "")).toBe("b");
    expect(pageFrom(["c", "b"], { limit: 2, list, keyOf, show }).nextCursor).toBeNull();
    expect(pageFrom([], { limit: 2, list, keyOf, show })).toEqual({ data: [], nextCursor: null });
  });
});
