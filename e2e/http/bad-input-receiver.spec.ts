/** What receivers answer, by the numbers of security.md: kept safely, shown safely, read as what it is. */

import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, publish } from "@/e2e/api";
import { logsOf } from "@/e2e/product";
import { running } from "@/e2e/running";

type Reply = string | Buffer | ((socket: Socket) => void);

/** A server that writes what it is told after the head of a request, and knows nothing of HTTP. */
let server: Server;
const replies = new Map<string, Reply>();
let api: Client;
let project: string;
beforeAll(async () => {
  ({ api, project } = await newProject(running()));
  server = createServer((socket) => {
    let asked = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      asked += chunk.toString("latin1");
      const path = /^POST (\S+) HTTP/.exec(asked)?.[1];
      const length = Number(/content-length: (\d+)/i.exec(asked)?.[1] ?? Number.NaN);
      if (!path || !(asked.length >= asked.indexOf("\r\n\r\n") + 4 + length)) return;
      asked = "";
      const reply = replies.get(path) ?? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      if (typeof reply === "function") reply(socket);
      else socket.end(reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

/** What became of a delivery to an endpoint whose receiver replies so. */
async function outcomeOf(reply: Reply) {
  const name = `reply${made++}`;
  replies.set(`/${name}`, reply);
  await newEndpoint(api, project, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
    subscriptions: [`receiver.${name}`],
    retry: { waitsMs: [], jitter: 0 },
    timeoutMs: 3_000,
  });
  const { deliveries } = await publish(api, project, { type: `receiver.${name}` });
  const id = deliveries[0]?.id ?? "";
  for (let tries = 0; ; tries++) {
    const delivery = await api.call("getDelivery", { project, delivery: id });
    if (delivery.status !== "pending" || tries === 100) return { delivery };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
let made = 0;

const answered = (status: string, headers: string, body: string | Buffer) =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${headers}\r\n`, "latin1"), Buffer.from(body)]);
const sized = (body: string | Buffer, status = "200 OK") =>
  answered(status, `Content-Length: ${Buffer.byteLength(body)}\r\n`, body);

describe.concurrent("77 bodies that are not text", () => {
  const bodies: [what: string, body: Buffer][] = [
    ["NUL", Buffer.from("a\0b")],
    ["invalid UTF-8", Buffer.from([0x61, 0xff, 0xfe, 0x62])],
    ["binary", Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ["ANSI escapes", Buffer.from("\u001b[31mred\u001b[0m\u001b]0;title\u0007")],
    ["lone carriage returns", Buffer.from("one\rtwo\rthree")],
    ["lines that look like ours", Buffer.from('{"level":50,"msg":"receiver-forged-line"}\n{"level":60}\n')],
    ["HTML", Buffer.from("<script>alert(1)</script>")],
  ];
  test.for(bodies)("%s is kept as it came", async ([, body]) => {
    const { delivery } = await outcomeOf(sized(body));
    expect(delivery).toMatchObject({ status: "succeeded", lastStatusCode: 200 });
    const [attempt] = delivery.attempts;
    const kept = Buffer.from(attempt?.responseBody ?? "", attempt?.responseBodyEncoding);
    expect(kept.equals(body)).toBe(true);
  });

  test.for([65_536, 65_537, 5_000_000])("%i bytes: 64 KiB are kept, and the answer counts", async (size) => {
    const { delivery } = await outcomeOf(sized(Buffer.alloc(size, 97)));
    expect(delivery).toMatchObject({ status: "succeeded", lastStatusCode: 200 });
    expect(delivery.attempts[0]?.responseBody?.length).toBe(65_536);
    expect(delivery.attempts[0]?.responseTruncated).toBe(size > 65_536);
  });

  test("a body that never ends: 64 KiB are kept, and the answer counts", async () => {
    const { delivery } = await outcomeOf((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      const more = () => socket.writable && socket.write(`1000\r\n${"x".repeat(4_096)}\r\n`, more);
      more();
    });
    expect(delivery).toMatchObject({ status: "succeeded", lastStatusCode: 200 });
    expect(delivery.attempts[0]).toMatchObject({ responseTruncated: true });
  });

  test("gzip that is none, and gzip that is a bomb, are kept as they came", async () => {
    const { gzipSync } = await import("node:zlib");
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { delivery } = await outcomeOf(
      answered("200 OK", `Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`, bomb),
    );
    expect(delivery).toMatchObject({ status: "succeeded" });
    const [attempt] = delivery.attempts;
    const kept = Buffer.from(attempt?.responseBody ?? "", attempt?.responseBodyEncoding);
    expect(kept.equals(bomb.subarray(0, 65_536))).toBe(true);
  });
});

describe.concurrent("77 heads that are not right", () => {
  test("a header that is no UTF-8 is shown without what cannot be read", async () => {
    const head = Buffer.from("HTTP/1.1 200 OK\r\nX-Odd: a\xffb\r\nContent-Length: 0\r\n\r\n", "latin1");
    const { delivery } = await outcomeOf(head);
    expect(delivery).toMatchObject({ status: "succeeded" });
    expect(delivery.attempts[0]?.responseHeaders).toContainEqual(["x-odd", "a\ufffdb"]);
  });

  const wrong: [what: string, reply: Reply][] = [
    ["a header of 1 MB", answered("200 OK", `X-Big: ${"x".repeat(1_000_000)}\r\n`, "")],
    ["no status line", "hello\r\n\r\n"],
    ["a status that is none", "HTTP/1.1 2xx OK\r\nContent-Length: 0\r\n\r\n"],
    ["nothing", ""],
    ["half a head", "HTTP/1.1 200 OK\r\nX-"],
    ["a line feed where none belongs", "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n"],
  ];
  test.for(wrong)("%s: recorded, and no success", async ([, reply]) => {
    const { delivery } = await outcomeOf(reply);
    expect(delivery).toMatchObject({ status: "failed", attemptCount: 1, lastStatusCode: null });
    expect(delivery.attempts[0]?.error?.message).toBeTruthy();
    expect(delivery.explanation).toBeTruthy();
  });
});

describe.concurrent("78 statuses", () => {
  const statuses: [line: string, code: number, succeeds: boolean][] = [
    ["200 OK", 200, true],
    ["204 No Content", 204, true],
    ["299 Odd", 299, true],
    ["300 Multiple Choices", 300, false],
    ["304 Not Modified", 304, false],
    ["418 I'm a teapot", 418, false],
    ["599 Odd", 599, false],
    ["600 Odder", 600, false],
    ["999 Oddest", 999, false],
  ];
  test.for(statuses)("%s", async ([line, code, succeeds]) => {
    const { delivery } = await outcomeOf(sized("", line));
    expect(delivery).toMatchObject({ status: succeeds ? "succeeded" : "failed", lastStatusCode: code });
  });

  test("204 with a body", async () => {
    const { delivery } = await outcomeOf(sized("not allowed", "204 No Content"));
    expect(delivery).toMatchObject({ status: "succeeded", lastStatusCode: 204 });
  });

  test.for(["102 Processing", "103 Early Hints", "199 Odd"])(
    "%s before the answer is not the answer",
    async (interim) => {
      const { delivery } = await outcomeOf(
        `HTTP/1.1 ${interim}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(delivery).toMatchObject({ status: "succeeded", lastStatusCode: 200 });
    },
  );

  // Nobody asked for either, so both break the protocol.
  test.for(["100 Continue", "101 Switching Protocols"])("%s alone is no answer", async (interim) => {
    const { delivery } = await outcomeOf((socket) => void socket.write(`HTTP/1.1 ${interim}\r\n\r\n`));
    expect(delivery).toMatchObject({ status: "failed", attemptCount: 1 });
  });

  test("interim answers without end are no answer", async () => {
    const { delivery } = await outcomeOf((socket) => {
      const more = () => socket.writable && socket.write("HTTP/1.1 100 Continue\r\n\r\n", more);
      more();
    });
    expect(delivery).toMatchObject({ status: "failed", lastStatusCode: null });
  });
});

test("nothing a receiver said stands in the logs", () => {
  expect(logsOf(running())).not.toContain("receiver-forged-line");
});
