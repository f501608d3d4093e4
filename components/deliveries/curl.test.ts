import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlOf, shellQuoted } from "./curl";

const asShellReads = (text: string) =>
  execFileSync("bash", ["-c", `printf %s ${shellQuoted(text)}`], {
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  }).toString();

test.each([
  '{"n":12345678901234567890}',
  'it\'s $HOME `id` "quoted" \\ !',
  "first\nsecond\ttab",
  "\u001b[31mred\u0007",
  "emoji 👩‍👧 é",
])("the shell reads back %j", (text) => {
  expect(asShellReads(text)).toBe(text);
});

test("a request becomes a command without what curl adds itself", () => {
  const command = curlOf({
    url: "https://example.com/a?b='c'",
    headers: [
      ["content-type", "application/json"],
      ["Content-Length", "2"],
      ["webhook-id", "evt_1"],
    ],
    body: "{}",
    bodyEncoding: "utf8",
  });
  expect(command).toBe(
    [
      "curl",
      "-X POST",
      `'https://example.com/a?b='\\''c'\\'''`,
      "-H 'content-type: application/json'",
      "-H 'webhook-id: evt_1'",
      "--data-raw '{}'",
    ].join(" \\\n  "),
  );
});

test("an expunged body has no command", () => {
  expect(curlOf({ url: "https://example.com", headers: null, body: null, bodyEncoding: "utf8" })).toBeNull();
});
