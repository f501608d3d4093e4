/**
 * A steady stream through the product while it is being hurt: a producer that repeats an event under its id until
 * it has the 202, a receiver that verifies with a library that is not ours before it answers, and the accounts
 * of both.
 */
import { createHash } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { type Client, newEndpoint, newProject } from "@/e2e/api";
import type { Product } from "@/e2e/product";
import { type Receiver, startReceiver, status } from "@/e2e/receiver";

export type Arrival = { id: string; sha256: string; at: number };
export type Stream = {
  api: Client;
  project: string;
  receiver: Receiver;
  /** Event id to the hash of its payload, for every 202. */
  accepted: Map<string, string>;
  arrivals: Arrival[];
  forged: number;
  /** Stops publishing and waits for the last answer. */
  halt: () => Promise<void>;
  close: () => Promise<void>;
};

const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Options = { everyMs?: number; random: () => number; overrides?: Record<string, unknown> };

export async function startStream(
  product: Product,
  { everyMs = 15, random, overrides = {} }: Options,
): Promise<Stream> {
  const receiver = await startReceiver();
  const { api, project } = await newProject(product);
  const { secret } = await newEndpoint(api, project, { url: receiver.url("/stream"), ...overrides });
  const verifier = new Webhook(secret ?? "");
  const stream: Stream = {
    api,
    project,
    receiver,
    accepted: new Map(),
    arrivals: [],
    forged: 0,
    halt: async () => undefined,
    close: () => receiver.close(),
  };
  receiver.answer((received, response) => {
    try {
      verifier.verify(received.body, received.headers);
    } catch {
      stream.forged++;
    }
    const data = /"data":(.*)\}$/s.exec(received.body.toString())?.[1] ?? "";
    stream.arrivals.push({ id: received.headers["webhook-id"] ?? "", sha256: sha256(data), at: received.at });
    status(200)(received, response, 0);
  });
  stream.halt = produce({ ...stream, ways: product.urls.map((url) => api.at(url)) }, everyMs, random);
  return stream;
}

function produce(stream: Stream & Ways, everyMs: number, random: () => number): () => Promise<void> {
  let halted = false;
  let count = 0;
  const open = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const one = publishUntilAccepted(stream, `p${count++}`, `{ "n" : ${count}, "r":${random()} }`);
    open.add(one);
    void one.finally(() => open.delete(one));
  }, everyMs);
  return async () => {
    if (halted) return;
    halted = true;
    clearInterval(timer);
    await Promise.all(open);
  };
}

/** A client for each web process. */
type Ways = { ways: Client[] };

/** Anything but a 202 is "unknown": the same event is sent again under the same id, to the next process if there is one. */
async function publishUntilAccepted(
  { ways, project, accepted }: Stream & Ways,
  id: string,
  data: string,
): Promise<void> {
  for (let turn = 0; ; turn++) {
    const body = `{"type":"order.created","id":"${id}","data":${data}}`;
    const way = ways[turn % ways.length] as Client;
    const answer = await way.send("POST", `/api/v1/projects/${project}/events`, { body }).catch(() => null);
    if (answer?.status === 202) {
      accepted.set(JSON.parse(answer.text).id, sha256(data));
      return;
    }
    if (answer && answer.status < 500) throw new Error(`publish answered ${answer.status}: ${answer.text}`);
    await pause(100);
  }
}

/** Waits until all that is accepted by now has arrived; answers what is missing after `timeoutMs`. */
export async function missing({ accepted, arrivals }: Stream, timeoutMs = 60_000): Promise<string[]> {
  const expected = [...accepted.keys()];
  for (const until = performance.now() + timeoutMs; ; await pause(100)) {
    const arrived = new Set(arrivals.map((arrival) => arrival.id));
    const left = expected.filter((id) => !arrived.has(id));
    if (left.length === 0 || performance.now() > until) return left;
  }
}

/** Arrivals whose bytes are not those of the accepted event. */
export const altered = ({ accepted, arrivals }: Stream) =>
  arrivals.filter(({ id, sha256: hash }) => accepted.has(id) && accepted.get(id) !== hash);

/** Repeats that no kill explains: one does when the first arrival was at most `windowMs` before it. */
export function unexplained({ arrivals }: Stream, kills: number[], windowMs = 3_000): Arrival[] {
  const first = new Map<string, number>();
  return arrivals.filter(({ id, at }) => {
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, at);
      return false;
    }
    return !kills.some((kill) => before <= kill && kill - before <= windowMs);
  });
}
