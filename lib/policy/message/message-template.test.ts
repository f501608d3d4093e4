import { describe, expect, test } from "vitest";
import { type MessageTemplate, readPath, readText, templateFault, writePath } from "./message-template";

const TEMPLATE: MessageTemplate = { title: "T", text: "", fields: [], context: "", link: null };

describe("a template", () => {
  test.each<[Partial<MessageTemplate>, string | null]>([
    [{ title: "Order {id} of {customer.name|text}" }, null],
    [{ title: "{@type}: {@time|date}" }, null],
    [{ title: "\\{not a placeholder\\}" }, null],
    [{ title: "{id" }, "title"],
    [{ title: "id}" }, "title"],
    [{ title: "{}" }, "title"],
    [{ title: "{a..b}" }, "title"],
    [{ text: "{{id}}" }, "text"],
    [{ text: "{id|html}" }, "text"],
    [{ context: "{@secret}" }, "context"],
    [{ context: "{@constructor}" }, "context"],
    [{ fields: [{ label: "A", path: "a.b", format: "text" }] }, null],
    [
      {
        fields: [
          { label: "A", path: "a", format: "text" },
          { label: "B", path: "", format: "text" },
        ],
      },
      "fields[1].path",
    ],
    [{ link: { label: "L", url: "https://x.example/{id}?a={b}" } }, null],
    [{ link: { label: "L", url: "https://x.example" } }, null],
    [{ link: { label: "L", url: "http://127.0.0.1:80/a" } }, null],
    [{ link: { label: "L", url: "https://{host}/a" } }, "link.url"],
    [{ link: { label: "L", url: "https://x.example{path}" } }, "link.url"],
    [{ link: { label: "L", url: "https://x.example:{port}/" } }, "link.url"],
    [{ link: { label: "L", url: "https://me@x.example/" } }, "link.url"],
    [{ link: { label: "L", url: "javascript:alert(1)" } }, "link.url"],
    [{ link: { label: "L", url: "{url}" } }, "link.url"],
    [{ link: { label: "L", url: "" } }, "link.url"],
  ])("%j is wrong in %s", (part, field) => {
    expect(templateFault({ ...TEMPLATE, ...part })?.field ?? null).toBe(field);
  });
});

test.each([["a"], ["a.b", "c"], ["{x}", "|", "\\", "@type"], ["ünïcode", "0"]])(
  "the path to %j %j reads as it was written",
  (...keys) => {
    expect(readPath(writePath(keys))).toEqual({ keys });
    expect(readText(`{${writePath(keys)}|code}`)).toEqual([{ path: { keys }, format: "code" }]);
  },
);
