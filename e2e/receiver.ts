/**
 * A receiver that misbehaves on request: a real HTTP server that keeps every request exactly as it came and
 * answers as the test says. It stands for a customer's server, so it knows nothing of Posthorn.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = {
  at: number;
  method: string;
  path: string;
  /** As on the wire: names in their letter case, in order. */
  rawHeaders: [name: string, value: string][];
  headers: Record<string, string>;
  body: Buffer;
  /** The sender's end of the connection. */
  fromPort: number;
};
export type Answer = (received: Received, response: ServerResponse, index: number) => void;

export type Receiver = {
  url: (path?: string) => string;
  requests: Received[];
  /** Requests to one path, in order of arrival. */
  to: (path: string) => Received[];
  answer: (answer: Answer) => void;
  /** Answers one path in its own way, whatever the others get. */
  answerAt: (path: string, answer: Answer) => void;
  /** Resolves when `count` requests (to `path`, when given) have come; rejects after `timeoutMs`. */
  waitFor: (count: number, options?: { path?: string; timeoutMs?: number }) => Promise<Received[]>;
  close: () => Promise<void>;
  server: Server;
};

export const status =
  (code: number, headers: Record<string, string> = {}, body = ""): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end(body);
  };
/** Takes the request and never answers. */
export const silence: Answer = () => undefined;
/** Answers 200 at once and then a byte of the body every `everyMs`, for ever. */
export const dripping =
  (everyMs: number): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    const timer = setInterval(() => response.write("."), everyMs);
    response.once("close", () => clearInterval(timer));
  };
/** One answer after the other, the last one for ever. */
export const inTurn = (...answers: [Answer, ...Answer[]]): Answer => {
  let turn = 0;
  return (received, response, index) =>
    (answers[Math.min(turn++, answers.length - 1)] as Answer)(received, response, index);
};

export async function startReceiver(initial: Answer = status(200)): Promise<Receiver> {
  let current = initial;
  const own = new Map<string, Answer>();
  const requests: Received[] = [];
  // Looking through all of them at each request would make the receiver the slowest part of a long test.
  const byPath = new Map<string, Received[]>();
  const at = (path: string) => byPath.get(path) ?? [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      if (body === null) return;
      const received = toReceived(request, body);
      requests.push(received);
      byPath.set(received.path, at(received.path));
      at(received.path).push(received);
      for (const check of waiting) check();
      (own.get(received.path) ?? current)(received, response, requests.length - 1);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const to = (path: string) => [...at(path)];
  return {
    url: (path = "/") => `http://127.0.0.1:${port}${path}`,
    requests,
    to,
    server,
    answer: (answer) => {
      current = answer;
    },
    answerAt: (path, answer) => void own.set(path, answer),
    waitFor: (count, { path, timeoutMs = 15_000 } = {}) =>
      new Promise((resolve, reject) => {
        const seen = () => (path === undefined ? requests : at(path));
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`${seen().length} of ${count} requests came within ${timeoutMs} ms`));
        }, timeoutMs);
        const check = () => {
          if (seen().length < count) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve([...seen()]);
        };
        waiting.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readAll(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve(null));
  });
}

function toReceived(request: IncomingMessage, body: Buffer): Received {
  const rawHeaders: [string, string][] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2)
    rawHeaders.push([request.rawHeaders[i] as string, request.rawHeaders[i + 1] as string]);
  return {
    at: performance.now(),
    method: request.method ?? "",
    path: request.url ?? "",
    rawHeaders,
    headers: Object.fromEntries(rawHeaders.map(([name, value]) => [name.toLowerCase(), value])),
    body,
    fromPort: request.socket.remotePort ?? 0,
  };
}
