import { afterEach, describe, expect, test, vi } from "vitest";
import { answering, type RawConnection, type RawServer, rawServer } from "./raw-server.fixture";
import { createSender, type OutboundRequest } from "./send";

const policy = { allow: ["127.0.0.0/8", "::1/128"], allowHttp: true };
const opened: { close: () => Promise<void> }[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((it) => it.close()));
});

const sender = (options: Partial<Parameters<typeof createSender>[0]> = {}) => {
  const made = createSender({ policy, ...options });
  opened.push(made);
  return made;
};

const receiver = async (serve: (connection: RawConnection) => unknown, host?: string): Promise<RawServer> => {
  const server = await rawServer(serve, host);
  opened.push(server);
  return server;
};

const request = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  headers: [["content-type", "application/json"]],
  body: Buffer.from('{"a":1}'),
  timeoutMs: 2_000,
  ...more,
});

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("latin1");

describe("the request on the wire", () => {
  test("carries the given headers, host, connection and content-length, and nothing else", async () => {
    const server = await receiver(answering(OK));
    const outcome = await sender().send(
      request(`${server.url}/a%2Fb?x=%2Fy%20z&q=1#fragment`, {
        headers: [
          ["content-type", "application/json"],
          ["User-Agent", "Acme/1.0"],
          ["X-Acme-Signature", "sha256=00ff"],
          ["webhook-id", "evt_1"],
        ],
        body: Buffer.from('{"n":12345678901234567890,"e":"é"}'),
      }),
    );
    expect(outcome.response?.status).toBe(200);
    expect(server.connections[0]?.received()).toBe(
      [
        "POST /hook/a%2Fb?x=%2Fy%20z&q=1 HTTP/1.1",
        `host: 127.0.0.1:${server.port}`,
        "connection: keep-alive",
        "content-type: application/json",
        "User-Agent: Acme/1.0",
        "X-Acme-Signature: sha256=00ff",
        "webhook-id: evt_1",
        "content-length: 35",
        "",
        Buffer.from('{"n":12345678901234567890,"e":"é"}').toString("latin1"),
      ].join("\r\n"),
    );
  });

  test("has a content-length of 0 when the body is empty", async () => {
    const server = await receiver(answering(OK));
    await sender().send(request(server.url, { headers: [], body: new Uint8Array() }));
    expect(server.connections[0]?.received()).toBe(
      `POST /hook HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n`,
    );
  });

  test("sends a view's own bytes, not its buffer's, and a megabyte whole", async () => {
    const server = await receiver(answering(OK));
    const large = Buffer.alloc(1024 * 1024, "x");
    const { send } = sender();
    await send(request(server.url, { body: Buffer.from("[hello]").subarray(1, 6) }));
    await send(request(server.url, { body: large }));
    const requests = (await server.connections[0]?.requests(2)) ?? [];
    expect(requests[0]).toMatch(/\r\n\r\nhello$/);
    expect(requests[1]?.split("\r\n\r\n")[1]).toBe(large.toString());
  });

  test.each([
    "host",
    "Host",
    "Content-Length",
    "connection",
    "transfer-encoding",
    "upgrade",
    "expect",
    "bad name",
    "x-é",
  ])("is not sent with the header %s", async (name) => {
    const server = await receiver(answering(OK));
    const outcome = await sender().send(request(server.url, { headers: [[name, "5"]] }));
    expect(outcome).toMatchObject({ response: null, error: { code: "protocol" } });
    expect(server.connections.map((connection) => connection.received()).join("")).toBe("");
  });

  test("is not split by a line break in a header value", async () => {
    const server = await receiver(answering(OK));
    const outcome = await sender().send(request(server.url, { headers: [["x-a", "1\r\nx-b: 2"]] }));
    expect(outcome).toMatchObject({ response: null, error: { code: "protocol" } });
  });

  test("goes to the destination whatever proxy the environment names", async () => {
    const proxy = await receiver(answering(OK));
    const server = await receiver(answering(OK));
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"]) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    }
    expect((await sender().send(request(server.url))).response?.status).toBe(200);
    expect(proxy.connections).toHaveLength(0);
  });

  test("reaches localhost over whichever loopback address listens", async () => {
    const server = await receiver(answering(OK));
    const outcome = await sender().send(request(`http://localhost:${server.port}/hook`));
    expect(outcome.response?.status).toBe(200);
    expect(outcome.phases.dns).toBeNull();
    const only6 = await receiver(answering(OK), "::1");
    expect((await sender().send(request(`http://localhost:${only6.port}/`))).response?.status).toBe(200);
  });
});

test("a sender is not made with a policy that cannot be read", () => {
  expect(() => createSender({ policy: { allow: ["10.0.0.0/40"], allowHttp: true } })).toThrow(/CIDR/);
});

describe("the response", () => {
  test("is kept as received: lower-case names in order, repeated ones too, raw body", async () => {
    const body = Buffer.from([0, 255, 0x1b, 0x5b, 0x0d]);
    const head =
      "HTTP/1.1 503 Nope\r\nX-B: 1\r\nSet-Cookie: a\r\nset-cookie: b\r\nx-bad: \xff\r\ncontent-length: 5\r\n\r\n";
    const server = await receiver(answering(Buffer.concat([Buffer.from(head, "latin1"), body])));
    const { response, error } = await sender().send(request(server.url));
    expect(error).toBeNull();
    expect(response).toEqual({
      status: 503,
      headers: [
        ["x-b", "1"],
        ["set-cookie", "a"],
        ["set-cookie", "b"],
        ["x-bad", "\ufffd"],
        ["content-length", "5"],
      ],
      body,
      truncated: false,
    });
  });

  test.each([200, 204, 299, 300, 304, 404, 410, 418, 429, 500, 599, 600, 999])(
    "of status %i is an answer",
    async (status) => {
      const empty = status === 204 || status === 304 ? "" : "content-length: 0\r\n";
      const server = await receiver(answering(`HTTP/1.1 ${status} X\r\n${empty}\r\n`));
      const outcome = await sender().send(request(server.url));
      expect(outcome).toMatchObject({ response: { status, truncated: false }, error: null });
    },
  );

  test.each([
    [64 * 1024, false],
    [64 * 1024 + 1, true],
  ])("with a body of %i bytes is truncated: %s", async (size, truncated) => {
    const server = await receiver(
      answering(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n${"x".repeat(size)}`),
    );
    const { response, error } = await sender().send(request(server.url));
    expect(error).toBeNull();
    expect(response?.truncated).toBe(truncated);
    expect(response?.body.length).toBe(64 * 1024);
  });

  test("302 is an answer, and its target is never asked", async () => {
    const canary = await receiver(answering(OK));
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await receiver(
        answering(`HTTP/1.1 ${status} Moved\r\nlocation: ${canary.url}\r\ncontent-length: 0\r\n\r\n`),
      );
      expect(await sender().send(request(server.url))).toMatchObject({ response: { status }, error: null });
    }
    expect(canary.connections).toHaveLength(0);
  });

  test("measures connect and first byte on a new connection, and only the first byte on a kept one", async () => {
    const server = await receiver(answering(OK));
    const { send } = sender({ resolve: async () => ["127.0.0.1"] });
    const first = await send(request(`http://hooks.acme-corp.com:${server.port}/`));
    const second = await send(request(`http://hooks.acme-corp.com:${server.port}/`));
    expect(first.phases).toEqual({
      dns: expect.any(Number),
      connect: expect.any(Number),
      tls: null,
      firstByte: expect.any(Number),
      total: expect.any(Number),
    });
    const { dns, connect, firstByte, total } = first.phases;
    expect((dns ?? 0) + (connect ?? 0) + (firstByte ?? 0)).toBeLessThanOrEqual(total);
    expect(second.phases).toMatchObject({
      dns: null,
      connect: null,
      tls: null,
      firstByte: expect.any(Number),
    });
  });
});

describe("connections", () => {
  test("are reused one after the other, and one per attempt at once", async () => {
    const server = await receiver(answering(OK));
    const { send } = sender();
    for (let count = 0; count < 20; count += 1) await send(request(server.url));
    expect(server.connections).toHaveLength(1);
    await Promise.all(Array.from({ length: 5 }, () => send(request(server.url))));
    expect(server.connections).toHaveLength(5);
    await Promise.all(Array.from({ length: 5 }, () => send(request(server.url))));
    expect(server.connections).toHaveLength(5);
  });

  test("are not reused when the server closes them", async () => {
    const server = await receiver(
      answering("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"),
    );
    const { send } = sender();
    for (let count = 0; count < 3; count += 1) {
      expect(await send(request(server.url))).toMatchObject({ response: { status: 200 }, error: null });
    }
    expect(server.connections).toHaveLength(3);
  });

  test("carry one POST once: a reset on a reused connection is reported, not repeated", async () => {
    const server = await receiver(async ({ socket, requests, number }) => {
      await requests(1);
      socket.write(OK);
      await requests(2);
      if (number === 1) socket.resetAndDestroy();
    });
    const { send } = sender();
    await send(request(server.url));
    const second = await send(request(server.url, { body: Buffer.from("second") }));
    expect(second).toMatchObject({ response: null, error: { code: "reset" } });
    const received = server.connections.map((connection) => connection.received()).join("");
    expect(received.split("second")).toHaveLength(2);
  });

  test("closed by the server while idle are replaced before anything is written", async () => {
    const server = await receiver(async ({ socket, requests }) => {
      await requests(1);
      socket.write(OK);
      setTimeout(() => socket.end(), 20);
    });
    const { send } = sender();
    await send(request(server.url));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await send(request(server.url))).response?.status).toBe(200);
    expect(server.connections).toHaveLength(2);
  });

  test("are kept idle up to 1,024, the last used ones", async () => {
    const server = await receiver(answering(OK));
    const { send } = sender();
    await Promise.all(Array.from({ length: 1_100 }, () => send(request(server.url))));
    const alive = () => server.connections.filter(({ socket }) => !socket.destroyed).length;
    await vi.waitFor(() => expect(alive()).toBe(1_024));
  });

  test("that spoke out of turn are not trusted with the next request", async () => {
    const forged = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged";
    const server = await receiver(async ({ socket, requests, number }) => {
      await requests(1);
      socket.write(number === 1 ? OK + forged : OK);
    });
    const { send } = sender();
    await send(request(server.url));
    const second = await send(request(server.url));
    expect(text(second.response?.body)).not.toBe("forged");
  });
});

describe("an attempt that is called off", () => {
  test("before it begins opens no connection", async () => {
    const server = await receiver(answering(OK));
    const outcome = await sender().send(request(server.url, { signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ response: null, error: { code: "interrupted" } });
    expect(server.connections).toHaveLength(0);
  });

  test("while it waits is interrupted and its connection closed", async () => {
    const server = await receiver(() => undefined);
    const stop = new AbortController();
    const { send } = sender();
    const attempts = [1, 2, 3].map(() => send(request(server.url, { signal: stop.signal })));
    await vi.waitFor(() => expect(server.connections).toHaveLength(3));
    stop.abort();
    for (const outcome of await Promise.all(attempts)) {
      expect(outcome).toMatchObject({ response: null, error: { code: "interrupted" } });
    }
    await vi.waitFor(() => expect(server.connections.every(({ socket }) => socket.destroyed)).toBe(true));
  });

  test("after the status has arrived keeps the answer", async () => {
    const server = await receiver(async ({ socket, requests }) => {
      await requests(1);
      socket.write("HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\npart");
    });
    const stop = new AbortController();
    const attempt = sender().send(request(server.url, { signal: stop.signal }));
    await vi.waitFor(() => expect(server.connections[0]?.socket.bytesWritten).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    const { response, error } = await attempt;
    expect(error).toBeNull();
    expect(response).toMatchObject({ status: 201, truncated: true });
    expect(text(response?.body)).toBe("part");
  });

  test("by closing the sender is interrupted", async () => {
    const server = await receiver(() => undefined);
    const made = sender();
    const attempt = made.send(request(server.url));
    await vi.waitFor(() => expect(server.connections).toHaveLength(1));
    await made.close();
    expect(await attempt).toMatchObject({ response: null, error: { code: "interrupted" } });
  });
});
