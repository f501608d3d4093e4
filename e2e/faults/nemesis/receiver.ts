/**
 * A process of its own that stands for customers' servers. It verifies with a library that is not ours, writes each
 * request down before it answers, and misbehaves as it is told: `{secrets}` once, then `{manner, paths}`.
 */
import { createHash } from "node:crypto";
import { openSync, writeSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { payloadOf, type ReceiverLine } from "./ledgers";

export type Manner = "well" | "500" | "reset" | "hang" | "slow" | "down";
export type ReceiverOrder = { secrets?: Record<string, string>; manner?: Manner; paths?: string[] };

const ledger = openSync(process.argv[2] ?? "", "a");
const write = (line: ReceiverLine) => writeSync(ledger, `${JSON.stringify(line)}\n`);
const verifiers = new Map<string, Webhook>();
const manners = new Map<string, Manner>();
const hanging = new Map<string, Set<IncomingMessage>>();
let count = 0;

const server = createServer((request, response) => {
  const path = request.url ?? "";
  if (manners.get(path) === "down") {
    request.socket.destroy();
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("error", () => undefined);
  request.on("end", () => answer(path, request, response, Buffer.concat(chunks)));
});
server.keepAliveTimeout = 60_000;

type Exchange = { path: string; request: IncomingMessage; say: (status: number) => void };

const ANSWERS: Record<Manner, (exchange: Exchange) => void> = {
  well: ({ say }) => say(200),
  "500": ({ say }) => say(500),
  reset: ({ request }) => void request.socket.resetAndDestroy(),
  hang: ({ path, request }) => void hanging.set(path, (hanging.get(path) ?? new Set()).add(request)),
  slow: ({ say }) => void setTimeout(() => say(200), 200 + Math.random() * 1_300),
  down: ({ request }) => void request.socket.destroy(),
};

function answer(path: string, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const n = note(path, request, body);
  const say = (status: number) => {
    response.once("finish", () => write({ kind: "answered", n, status, at: Date.now() }));
    response.writeHead(status).end();
  };
  ANSWERS[manners.get(path) ?? "well"]({ path, request, say });
}

function note(path: string, request: IncomingMessage, body: Buffer): number {
  const n = count++;
  const text = body.toString();
  const data = payloadOf(text);
  const id = String(request.headers["webhook-id"] ?? "");
  const found = /^\{"producerId":"(\w+)", "sequence" : (\w+)/.exec(data);
  write({
    kind: "request",
    n,
    path,
    id,
    producerId: found?.[1] ?? "",
    sha256: createHash("sha256").update(data).digest("hex"),
    sequence: found?.[2] === undefined || found[2] === "null" ? null : Number(found[2]),
    verified: isVerified(path, text, request),
    at: Date.now(),
  });
  return n;
}

function isVerified(path: string, text: string, { headers }: IncomingMessage): boolean {
  try {
    verifiers.get(path)?.verify(text, headers as Record<string, string>);
    return verifiers.has(path);
  } catch {
    return false;
  }
}

process.on("message", ({ secrets = {}, manner, paths = [] }: ReceiverOrder) => {
  for (const [path, secret] of Object.entries(secrets)) verifiers.set(path, new Webhook(secret));
  for (const path of paths) {
    manners.set(path, manner ?? "well");
    for (const request of hanging.get(path) ?? []) request.socket.destroy();
    hanging.delete(path);
  }
  process.send?.("done");
});
process.once("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
