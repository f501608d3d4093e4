/**
 * A wire between a client and a server that a test may cut, silence or watch. It copies bytes and understands none;
 * a test looks for text in what passes.
 */

import type { AddressInfo } from "node:net";
import { createServer, connect as dial, type Socket } from "node:net";

type Pass = "forward" | "drop" | "cut";
/** Sees each chunk before it is passed on; `cut` ends both ends without passing it on. */
export type Watch = (chunk: Buffer, from: "client" | "server", connection: Connection) => Pass;
export type Connection = { cut: () => void };

export type Wire = {
  port: number;
  /** Nothing until the next call: chunks are forwarded. */
  watch: (watch: Watch | null) => void;
  /** Half-open: connections stay, new ones are taken, and nothing passes in either direction. */
  silence: (silent: boolean) => void;
  /** As a firewall that has forgotten them: what is open now stays open and carries nothing ever again. */
  strand: () => void;
  /** Where connections lead from now on. */
  lead: (toPort: number) => void;
  /** Ends all connections as a crashed machine's router does: with a reset. */
  cutAll: () => void;
  close: () => Promise<void>;
};

export async function startWire(firstPort: number): Promise<Wire> {
  let toPort = firstPort;
  let watching: Watch | null = null;
  let isSilent = false;
  const connections = new Set<Connection>();
  const stranded = new Set<Connection>();
  const server = createServer((client) => {
    const upstream = dial(toPort, "127.0.0.1");
    const cut = () => {
      connections.delete(connection);
      stranded.delete(connection);
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    const connection: Connection = { cut };
    connections.add(connection);
    const pass = (from: "client" | "server", to: Socket) => (chunk: Buffer) => {
      const decided =
        isSilent || stranded.has(connection) ? "drop" : (watching?.(chunk, from, connection) ?? "forward");
      if (decided === "forward") to.write(chunk);
      if (decided === "cut") cut();
    };
    client.on("data", pass("client", upstream)).on("error", cut);
    upstream.on("data", pass("server", client)).on("error", cut);
    const ended = (other: Socket) => () => {
      connections.delete(connection);
      // Of a connection that carries nothing the other end does not hear that this one is gone.
      if (!stranded.has(connection)) other.destroy();
    };
    client.on("close", ended(upstream));
    upstream.on("close", ended(client));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cutAll = () => {
    for (const each of connections) each.cut();
  };
  return {
    port: (server.address() as AddressInfo).port,
    watch: (watch) => {
      watching = watch;
    },
    silence: (silent) => {
      isSilent = silent;
    },
    strand: () => {
      for (const each of connections) stranded.add(each);
    },
    lead: (port) => {
      toPort = port;
    },
    cutAll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const each of stranded) each.cut();
        cutAll();
      }),
  };
}

/** The same server by way of the wire. */
export const by = (wire: Wire, url: string): string =>
  Object.assign(new URL(url), { port: String(wire.port), hostname: "127.0.0.1" }).href;
