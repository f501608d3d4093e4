import { readFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { type Product, startProduct } from "@/e2e/product";
import { startReceiver } from "@/e2e/receiver";

/** One attempt, and a deadline that tells a hang from a slow machine. */
const ONCE = { retry: { waitsMs: [] }, timeoutMs: 3_000, autoDisable: { kind: "never" } };

type Raw = { url: string; connections: () => number; requests: () => number; close: () => Promise<void> };

/** A server that speaks bytes; `answer` is called once the request's head is there. */
async function rawServer(answer: (socket: Socket) => void): Promise<Raw> {
  const sockets = new Set<Socket>();
  const seen = { connections: 0, requests: 0 };
  const server = createServer((socket) => {
    sockets.add(socket);
    seen.connections++;
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      if (!chunk.includes("POST ")) return;
      seen.requests++;
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections: () => seen.connections,
    requests: () => seen.requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Writes for as long as the other end takes it. */
function forever(socket: Socket, chunk: Buffer): void {
  while (socket.writable && socket.write(chunk));
  socket.once("drain", () => forever(socket, chunk));
}

const drip = (socket: Socket, text: string) => {
  const timer = setInterval(() => socket.write(text), 200);
  socket.once("close", () => clearInterval(timer));
};

type Expected = { status: "succeeded" | "failed"; code?: string; statusCode?: number; truncated?: boolean };
const BOMB = gzipSync(Buffer.alloc(20 * 1024 * 1024));

const HOSTILE: [name: string, answer: (socket: Socket) => void, expected: Expected][] = [
  ["F22: takes the request and never answers", () => undefined, { status: "failed", code: "timeout" }],
  [
    "F23: drips its head",
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Drip: ");
      drip(socket, "x");
    },
    { status: "failed", code: "timeout" },
  ],
  [
    "F23: drips its body",
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      drip(socket, "x");
    },
    { status: "failed", code: "timeout", statusCode: 200, truncated: true },
  ],
  [
    "F24: answers without end",
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      forever(socket, Buffer.alloc(65_536, "x"));
    },
    { status: "succeeded", statusCode: 200, truncated: true },
  ],
  [
    "F25: answers with a compression bomb",
    (socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\nConnection: close\r\n\r\n`,
      );
      socket.end(BOMB);
    },
    { status: "succeeded", statusCode: 200 },
  ],
  [
    "F26: sends more head than anybody needs",
    (socket) => forever(socket, Buffer.from(`HTTP/1.1 200 OK\r\n${"X-Much: more\r\n".repeat(10_000)}`)),
    { status: "failed", code: "protocol" },
  ],
  [
    "F26: floods with interim answers",
    (socket) => forever(socket, Buffer.from("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1_000))),
    { status: "failed", code: "protocol" },
  ],
  [
    "F26: does not speak HTTP",
    (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"),
    { status: "failed", code: "protocol" },
  ],
  ["F28: resets the connection", (socket) => socket.resetAndDestroy(), { status: "failed", code: "reset" }],
  ["F28: hangs up", (socket) => socket.destroy(), { status: "failed", code: "reset" }],
  [
    "F28: resets in the middle of its head",
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Half");
      setTimeout(() => socket.resetAndDestroy(), 50);
    },
    { status: "failed", code: "reset" },
  ],
];

describe("a receiver that", () => {
  let product: Product;
  let api: Client;
  let project: string;
  beforeAll(async () => {
    product = await startProduct({ backend: "postgres" });
    ({ api, project } = await newProject(product));
  });
  afterAll(async () => {
    await product?.stop();
  });

  /** What one delivery to `url` came to; a healthy endpoint beside it must get its own. */
  async function deliverTo(url: string) {
    const healthy = await startReceiver();
    const type = `hostile.n${Math.random().toString(36).slice(2)}`;
    const endpoint = await newEndpoint(api, project, { url, subscriptions: [type], ...ONCE });
    await newEndpoint(api, project, { url: healthy.url("/"), subscriptions: [type] });
    const { deliveries } = await publish(api, project, { type });
    await healthy.waitFor(1);
    await settled(api, project, 60_000);
    await healthy.close();
    const delivery = deliveries.find(({ endpointId }) => endpointId === endpoint.id)?.id ?? "";
    return api.call("getDelivery", { project, delivery });
  }
  const rss = () => {
    const pid = product.workers[0]?.pid();
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  };

  it.each(HOSTILE)("%s", async (_, answer, expected) => {
    const before = rss();
    const server = await rawServer(answer);
    const delivery = await deliverTo(server.url);
    await server.close();
    expect(delivery.status).toBe(expected.status);
    const [attempt, ...more] = delivery.attempts;
    expect(more).toEqual([]);
    expect(attempt?.error?.code).toBe(expected.code);
    expect(attempt?.statusCode ?? undefined).toBe(expected.statusCode);
    if (expected.truncated) expect(attempt?.responseTruncated).toBe(true);
    if (expected.code) expect(attempt?.error?.message.length).toBeGreaterThan(10);
    // One attempt is one request: nothing below us sends it again.
    expect(server.requests()).toBe(1);
    expect(rss() - before).toBeLessThan(100);
    expect(product.workers[0]?.isReady()).toBe(true);
  });

  it("F27: redirects is not followed, and its target never asked", async () => {
    const canary = await rawServer((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await rawServer((socket) =>
        socket.end(`HTTP/1.1 ${status} Elsewhere\r\nLocation: ${canary.url}\r\nContent-Length: 0\r\n\r\n`),
      );
      const delivery = await deliverTo(server.url);
      await server.close();
      expect(delivery).toMatchObject({ status: "failed", lastStatusCode: status });
    }
    expect(canary.connections()).toBe(0);
    await canary.close();
  });

  it("F29: shows a certificate of its own making, an expired one or nothing of the kind gets no byte", async () => {
    const common = { keyType: "ec", curve: "P-256", algorithm: "sha256" } as const;
    const expired = { ...common, notBeforeDate: new Date(0), notAfterDate: new Date(86_400_000) };
    for (const options of [common, expired]) {
      const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], options);
      let bytes = 0;
      const server = createHttpsServer({ key, cert }, () => bytes++);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const delivery = await deliverTo(`https://localhost:${(server.address() as AddressInfo).port}/`);
      server.close();
      expect(delivery.status).toBe("failed");
      expect(delivery.attempts[0]?.error?.code).toBe("tls");
      expect(bytes).toBe(0);
    }
    const plain = await rawServer(() => undefined);
    const delivery = await deliverTo(plain.url.replace("http:", "https:"));
    await plain.close();
    expect(delivery.status).toBe("failed");
    expect(plain.requests()).toBe(0);
  });
});
