import { expect, test } from "vitest";
import { readCapturedText } from "./captured-text";

test("a request as it stands on the wire", () => {
  const text = 'POST /hook HTTP/1.1\r\nHost: example.com\r\nX-Sig:  v0=ab \r\n\r\n{"a":\r\n\r\n1}\n';
  expect(readCapturedText(text)).toEqual({
    headers: [
      ["Host", "example.com"],
      ["X-Sig", "v0=ab"],
    ],
    body: '{"a":\r\n\r\n1}\n',
  });
});

test("headers without a request line, and without a body", () => {
  expect(readCapturedText("webhook-id: evt_1\nwebhook-timestamp: 1\n\n{}")?.body).toBe("{}");
  expect(readCapturedText("webhook-id: evt_1")).toEqual({ headers: [["webhook-id", "evt_1"]], body: "" });
});

test.each(["", '{"a":1}', "POST / HTTP/1.1", "no header here\n\nbody"])("%j is none", (text) => {
  expect(readCapturedText(text)).toBeNull();
});
