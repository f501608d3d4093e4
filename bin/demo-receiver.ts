/** Three customers' servers in one, on loopback: one that works, one that is slow and sometimes busy, one that is broken. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** The end of a URL's path, which says how it answers. */
export const BEHAVIOURS = ["healthy", "flaky", "failing", "refusing"] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

type Answer = { afterMs: number; status: number; body: object };
const between = (from: number, to: number) => from + Math.random() * (to - from);

/** Not a hostile receiver, an ordinary one on an ordinary day. */
const ANSWERS: Record<Behaviour, () => Answer> = {
  healthy: () => ({ afterMs: between(5, 90), status: 200, body: { received: true } }),
  flaky: () =>
    Math.random() < 0.2
      ? { afterMs: between(50, 400), status: 503, body: { error: "busy, try again" } }
      : { afterMs: between(200, 2_200), status: 200, body: { received: true } },
  failing: () => ({
    afterMs: between(20, 60),
    status: 500,
    body: { error: 'relation "events" does not exist' },
  }),
  refusing: () => ({ afterMs: between(5, 20), status: 401, body: { error: "invalid signature" } }),
};

/** Listens on the wanted port of 127.0.0.1, or on a free one when that is taken. */
export async function startReceiver(wantedPort: number): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => void answer(request, response));
  const port = (await listen(server, wantedPort)) ?? (await listen(server, 0));
  if (port === null) throw new Error("no free port on 127.0.0.1");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port, close };
}

function listen(server: Server, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const refused = () => resolve(null);
    server.once("error", refused);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const end = request.url?.split("/").at(-1);
  const behaviour = BEHAVIOURS.find((each) => each === end) ?? "healthy";
  const { afterMs, status, body } = ANSWERS[behaviour]();
  await sleep(afterMs);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
