import { expect, test } from "vitest";
import { spansOf } from "./mrkdwn";

test.each([
  ["plain", [{ kind: "text", text: "plain" }]],
  ["a &amp; b &lt;!channel&gt;", [{ kind: "text", text: "a & b <!channel>" }]],
  ["&amp;lt;", [{ kind: "text", text: "&lt;" }]],
  [
    "*Total*\n1 &lt; 2",
    [
      { kind: "bold", text: "Total" },
      { kind: "text", text: "\n1 < 2" },
    ],
  ],
  ["2*3*4 snake_case_name", [{ kind: "text", text: "2*3*4 snake_case_name" }]],
  [
    "_a_ ~b~ `*c*`",
    [
      { kind: "italic", text: "a" },
      { kind: "text", text: " " },
      { kind: "struck", text: "b" },
      { kind: "text", text: " " },
      { kind: "code", text: "*c*" },
    ],
  ],
  [
    "<https://x.example/?a=1&amp;b=2|Open &lt;it&gt;>",
    [{ kind: "link", text: "Open <it>", url: "https://x.example/?a=1&b=2" }],
  ],
  [
    "<!date^1778854980^{date_short_pretty}|2026-05-15>",
    [{ kind: "date", text: "2026-05-15", seconds: 1778854980 }],
  ],
  ["<!channel>", [{ kind: "mention", text: "!channel" }]],
  ["<javascript:alert(1)|x>", [{ kind: "mention", text: "x" }]],
])("%j", (text, spans) => {
  expect(spansOf(text)).toEqual(spans);
});
