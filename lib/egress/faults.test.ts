import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { answering, type RawConnection, type RawServer, rawServer } from "./raw-server.fixture";
import { createSender } from "./send";

const policy = { allow: ["127.0.0.0/8"], allowHttp: true };
const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((it) => it.close()))));

const receiver = async (serve: (connection: RawConnection) => unknown): Promise<RawServer> => {
  const server = await rawServer(serve);
  opened.push(server);
  return server;
};

const post = async (url: string, timeoutMs = 2_000) => {
  const made = createSender({ policy });
  opened.push(made);
  return await made.send({ url, headers: [], body: Buffer.from("{}"), timeoutMs });
};

/** Writes `head`, then a byte every 10 ms for ever. */
const dripping = (head: string) => {
  return async ({ socket, requests }: RawConnection) => {
    await requests(1);
    socket.write(head);
    const timer = setInterval(() => socket.write("a"), 10);
    socket.on("close", () => clearInterval(timer));
  };
};

/** Writes `chunk` as fast as the client reads, for ever. */
const pouring = (head: string, chunk: Buffer) => {
  return async ({ socket, requests }: RawConnection) => {
    await requests(1);
    socket.write(head);
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on("drain", pour);
    pour();
  };
};

const closed = (server: RawServer) =>
  vi.waitFor(() => expect(server.connections[0]?.socket.destroyed).toBe(true));

describe("the deadline", () => {
  test.each([
    ["a server that accepts and says nothing", () => undefined, /said nothing for 0\.\d seconds/],
    [
      "a head that drips",
      dripping("HTTP/1.1 200 OK\r\nx-a: "),
      /response headers were incomplete after 0\.2 seconds/,
    ],
    ["a status line that drips", dripping("HTTP/1.1 200 "), /incomplete after|said nothing for/],
  ])("ends %s", async (_, serve, message) => {
    const server = await receiver(serve);
    const outcome = await post(server.url, 200);
    expect(outcome).toMatchObject({ response: null, error: { code: "timeout" } });
    expect(outcome.error?.message).toMatch(message);
    expect(outcome.phases.total).toBeGreaterThanOrEqual(199);
    expect(outcome.phases.total).toBeLessThan(1_000);
    await closed(server);
  });

  test("ends a body that drips, and keeps what had arrived", async () => {
    const server = await receiver(dripping("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"));
    const outcome = await post(server.url, 200);
    expect(outcome).toMatchObject({ response: { status: 200, truncated: true }, error: { code: "timeout" } });
    expect(outcome.error?.message).toMatch(/response body was incomplete after 0\.2 seconds/);
    expect(Buffer.from(outcome.response?.body ?? []).toString()).toMatch(/^a+$/);
    await closed(server);
  });

  test("covers a name server that never answers, and one slow name delays no other", async () => {
    const server = await receiver(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    const resolve = (hostname: string) =>
      hostname.startsWith("slow") ? new Promise<string[]>(() => undefined) : Promise.resolve(["127.0.0.1"]);
    const made = createSender({ policy, resolve });
    opened.push(made);
    const send = (host: string) =>
      made.send({
        url: `http://${host}:${server.port}/`,
        headers: [],
        body: Buffer.from(""),
        timeoutMs: 1_000,
      });
    const slow = Array.from({ length: 50 }, (_, index) => send(`slow-${index}.acme-corp.com`));
    const outcome = await send("quick.acme-corp.com");
    expect(outcome.response?.status).toBe(200);
    expect(outcome.phases.total).toBeLessThan(1_000);
    for (const stuck of await Promise.all(slow)) {
      expect(stuck.error).toEqual({
        code: "timeout",
        message: expect.stringMatching(/host name could not be looked up within 1 second\./),
        unreached: true,
      });
    }
  });
});

describe("a broken exchange", () => {
  /** What the server does once the request has arrived. */
  const afterRequest = (act: (socket: RawConnection["socket"]) => unknown) => {
    return async ({ socket, requests }: RawConnection) => {
      await requests(1);
      act(socket);
    };
  };

  test.each<[string, (connection: RawConnection) => unknown]>([
    ["reset at once", ({ socket }) => socket.resetAndDestroy()],
    ["closed at once", ({ socket }) => socket.end()],
    ["reset when the request has arrived", afterRequest((socket) => socket.resetAndDestroy())],
    ["closed without an answer", afterRequest((socket) => socket.end())],
    [
      "reset in the status line",
      afterRequest((socket) => socket.write("HTTP/1.1 20", () => socket.resetAndDestroy())),
    ],
    ["closed in the headers", afterRequest((socket) => socket.end("HTTP/1.1 200 OK\r\nx-a: 1\r\n"))],
  ])("%s is one failed attempt", async (_, serve) => {
    const server = await receiver(serve);
    const outcome = await post(server.url);
    expect(outcome).toMatchObject({
      response: null,
      error: { message: expect.stringMatching(/closed|reset/) },
    });
    expect(outcome.error?.code).toMatch(/^(reset|connect)$/);
    expect(server.connections).toHaveLength(1);
  });

  test("after a status is that status, its body truncated", async () => {
    for (const head of ["content-length: 10", "transfer-encoding: chunked"]) {
      const server = await receiver(async ({ socket, requests }) => {
        await requests(1);
        socket.write(`HTTP/1.1 500 No\r\n${head}\r\n\r\n`);
        setTimeout(() => socket.resetAndDestroy(), 20);
      });
      expect(await post(server.url)).toMatchObject({
        response: { status: 500, truncated: true },
        error: null,
      });
    }
  });

  test("nobody listens", async () => {
    const server = await rawServer(() => undefined);
    await server.close();
    expect(await post(server.url)).toMatchObject({
      response: null,
      error: { code: "connect", message: "The server refused the connection (ECONNREFUSED)." },
    });
  });
});

describe("an answer that is not HTTP", () => {
  test.each([
    ["garbage", "\x00\x01\x02\r\n\r\n"],
    ["a word for a status", "HTTP/1.1 2xx OK\r\n\r\n"],
    ["no status line", "content-length: 0\r\n\r\n"],
    ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["NUL in a header", "HTTP/1.1 200 OK\r\nx-a: a\x00b\r\n\r\n"],
    ["a space in a header's name", "HTTP/1.1 200 OK\r\nx a: b\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"],
    ["length and chunked", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\na"],
    ["a lone CR", "HTTP/1.1 200 OK\rx-a: b\r\n\r\n"],
    ["100 Continue", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"],
    [
      "101 Switching Protocols",
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ],
    ["a header of 20 KB", `HTTP/1.1 200 OK\r\nx-a: ${"a".repeat(20_000)}\r\n\r\n`],
    ["two thousand headers", `HTTP/1.1 200 OK\r\n${"x-a: 1234567\r\n".repeat(2_000)}\r\n`],
    ["a header of 1 MB", `HTTP/1.1 200 OK\r\nx-a: ${"a".repeat(1_000_000)}\r\n\r\n`],
    ["random bytes", randomBytes(4_096)],
  ])("%s is a protocol error", async (_, response) => {
    const server = await receiver(answering(Buffer.from(response as string, "latin1")));
    const outcome = await post(server.url, 1_000);
    expect(outcome).toMatchObject({ response: null, error: { code: "protocol" } });
    expect(outcome.error?.message).toMatch(/^[A-Z][ -~]*\.$/);
  });

  test("a flood of interim responses is cut off", async () => {
    const server = await receiver(
      pouring("", Buffer.from("HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n".repeat(100))),
    );
    const outcome = await post(server.url, 5_000);
    expect(outcome).toMatchObject({ response: null, error: { code: "protocol" } });
    await closed(server);
  });

  test("a few interim responses are passed over", async () => {
    const hint = "HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n";
    const server = await receiver(answering(`${hint}${hint}HTTP/1.1 202 OK\r\ncontent-length: 0\r\n\r\n`));
    expect(await post(server.url)).toMatchObject({
      response: { status: 202, headers: [["content-length", "0"]] },
    });
  });

  test("trailers and chunk extensions do no harm", async () => {
    const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    const server = await receiver(answering(`${head}2;x=y\r\nok\r\n0\r\nx-trailer: 1\r\n\r\n`));
    const { response } = await post(server.url);
    expect(response).toMatchObject({ status: 200, truncated: false });
    expect(Buffer.from(response?.body ?? []).toString()).toBe("ok");
  });
});

describe("a body without end", () => {
  test.each([
    ["with no length", "HTTP/1.1 200 OK\r\n\r\n"],
    ["of 10 GB", "HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n"],
  ])("%s is read to 64 KiB and hung up on, and its status stands", async (_, head) => {
    const server = await receiver(pouring(head, Buffer.alloc(64 * 1024, "a")));
    const outcome = await post(server.url, 5_000);
    expect(outcome).toMatchObject({ response: { status: 200, truncated: true }, error: null });
    expect(outcome.response?.body.length).toBe(64 * 1024);
    await closed(server);
    expect(server.connections[0]?.socket.bytesWritten).toBeLessThan(10 * 1024 * 1024);
  });

  test("a compressed one is stored as it came, not inflated", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
    const server = await receiver(answering(Buffer.concat([Buffer.from(head), bomb])));
    const before = process.memoryUsage().rss;
    const { response } = await post(server.url);
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1024 * 1024);
    expect(bomb.subarray(0, 64 * 1024).equals(response?.body ?? Buffer.alloc(0))).toBe(true);
  });

  test("a hundred of them leave no memory behind", async () => {
    const server = await receiver(pouring("HTTP/1.1 200 OK\r\n\r\n", Buffer.alloc(64 * 1024, "a")));
    const made = createSender({ policy });
    opened.push(made);
    const send = () => made.send({ url: server.url, headers: [], body: Buffer.from(""), timeoutMs: 5_000 });
    await Promise.all(Array.from({ length: 20 }, send));
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 10 }, send));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});
