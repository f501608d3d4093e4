import { expect, test } from "vitest";
import { concealUrl } from "./conceal-url";

const SECRET = "https://hooks.example.com/services/T024BE7LD/B024BE7LE/cAnArYcAnArYcAnArY24";
const outcome = (body: string, headers: [string, string][] = []) => ({
  response: { status: 404, headers, body: Buffer.from(body, "latin1"), truncated: false },
  error: null,
  phases: { dns: null, connect: null, tls: null, firstByte: 1, total: 2 },
});
const shown = (body: string) =>
  Buffer.from(concealUrl(outcome(body), SECRET).response?.body ?? []).toString("latin1");

test.each([
  ["Cannot POST /services/T024BE7LD/B024BE7LE/cAnArYcAnArYcAnArY24", "Cannot POST [secret]"],
  [SECRET, "[secret]"],
  [encodeURIComponent(SECRET), /^[^Y]*$/],
  ['{"token":"cAnArYcAnArYcAnArY24"}', '{"token":"[secret]"}'],
  ["no_service \u00ff\u0000", "no_service \u00ff\u0000"],
])("of %j is recorded %s", (body, expected) => {
  if (typeof expected === "string") expect(shown(body)).toBe(expected);
  else expect(shown(body)).toMatch(expected);
});

test("nor do headers give it away", () => {
  const headers: [string, string][] = [
    ["location", `${SECRET}/`],
    ["server", "x"],
  ];
  expect(concealUrl(outcome("", headers), SECRET).response?.headers).toEqual([
    ["location", "[secret]/"],
    ["server", "x"],
  ]);
});

test("what a proxy's URL holds in its query or before its host is taken out too", () => {
  const url = "https://someone:passwordpassword@proxy.example.com/hook?key=a%2Fb-secret-key";
  const body = concealUrl(outcome("passwordpassword a/b-secret-key"), url).response?.body ?? [];
  expect(Buffer.from(body).toString()).toBe("[secret] [secret]");
});
