import { describe, expect, test } from "vitest";
import { checkHeaders } from "./header-rules";

const reserved = ["acme-id", "x-acme-*"];
const check = (headers: Record<string, string>) => checkHeaders(headers, reserved);

describe("custom headers", () => {
  test("ordinary ones are accepted", () => {
    expect(check({})).toEqual({ ok: true });
    expect(check({ Authorization: "Bearer abc", "X-Tenant": "a\tb", "x-empty": "", tenant_id: "1" })).toEqual(
      { ok: true },
    );
  });

  test.each(
    (
      "host content-length transfer-encoding connection keep-alive upgrade te trailer expect proxy-authorization " +
      "sec-fetch-mode cookie2 forwarded x-forwarded-for via content-type content-encoding accept-encoding user-agent " +
      "webhook-id webhook-anything posthorn-id acme-id x-acme-anything"
    ).split(" "),
  )("%s belongs to the sender, in any case", (name) => {
    for (const spelled of [name, name.toUpperCase()]) {
      expect(check({ [spelled]: "x" })).toMatchObject({ ok: false, field: spelled });
    }
  });

  test.each([
    "",
    "a b",
    "a:b",
    "a\r\nb",
    "a\u0000",
    "é",
    "ａ",
    "constructor",
    "prototype",
    "(x)",
    "a".repeat(257),
  ])("the name %j is refused", (name) =>
    expect(check({ [name]: "x" })).toMatchObject({ ok: false, field: name }),
  );

  test("__proto__ as an own member is refused", () => {
    const headers: Record<string, string> = JSON.parse('{"__proto__":"x"}');
    expect(check(headers)).toMatchObject({ ok: false, field: "__proto__" });
  });

  test.each(["a\r\nb", "a\nb", "a\rb", "a\u0000b", "é", "a\u007fb", " a", "a ", "\ta", "a".repeat(4097)])(
    "the value %j is refused",
    (value) => expect(check({ "x-a": value })).toMatchObject({ ok: false, field: "x-a" }),
  );

  test("twenty headers, 4 KB each and 8 KB together are the most", () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-${n}`, "v"]));
    expect(check(many(20))).toEqual({ ok: true });
    expect(check(many(21))).toMatchObject({ ok: false, field: "" });
    expect(check({ "x-a": "v".repeat(4096) })).toEqual({ ok: true });
    expect(check({ "x-a": "v".repeat(4093), "x-b": "v".repeat(4093) })).toEqual({ ok: true });
    expect(check({ "x-a": "v".repeat(4093), "x-b": "v".repeat(4094) })).toMatchObject({
      ok: false,
      field: "",
    });
  });

  test("the same name in two spellings is refused", () => {
    expect(check({ "X-A": "1", "x-a": "2" })).toMatchObject({ ok: false, field: "x-a" });
  });
});
