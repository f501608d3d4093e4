/** A receiver for tests that owns every byte of its answers, and remembers every byte it was sent. */
import net, { type AddressInfo } from "node:net";

export type RawConnection = {
  socket: net.Socket;
  /** 1 for the first connection. */
  number: number;
  /** All that has arrived on this connection, one character per byte. */
  received: () => string;
  /** Resolves with the requests seen so far once there are `count`: head and body by `content-length`. */
  requests: (count: number) => Promise<string[]>;
};

export type RawServer = {
  port: number;
  url: string;
  connections: RawConnection[];
  close: () => Promise<void>;
};

/** Listens on a free port of a loopback address and hands each connection to `serve`. */
export async function rawServer(
  serve: (connection: RawConnection) => unknown,
  host = "127.0.0.1",
): Promise<RawServer> {
  const connections: RawConnection[] = [];
  const server = net.createServer((socket) => {
    const connection = track(socket, connections.length + 1);
    connections.push(connection);
    serve(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const { socket } of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, url: `http://127.0.0.1:${port}/hook`, connections, close };
}

/** Answers every request with the same bytes. */
export function answering(response: string | Buffer) {
  return async ({ socket, requests }: RawConnection) => {
    for (let count = 1; !socket.destroyed; count += 1) {
      await requests(count);
      socket.write(response);
    }
  };
}

function track(socket: net.Socket, number: number): RawConnection {
  let bytes = "";
  const waiting = new Set<() => void>();
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    bytes += chunk.toString("latin1");
    for (const check of waiting) check();
  });
  const requests = (count: number) =>
    new Promise<string[]>((resolve) => {
      const check = () => {
        const found = splitRequests(bytes);
        if (found.length < count) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  return { socket, number, received: () => bytes, requests };
}

function splitRequests(bytes: string): string[] {
  const found: string[] = [];
  let rest = bytes;
  while (true) {
    const headEnd = rest.indexOf("\r\n\r\n") + 4;
    const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(rest.slice(0, headEnd))?.[1] ?? 0);
    if (headEnd < 4 || rest.length < headEnd + length) return found;
    found.push(rest.slice(0, headEnd + length));
    rest = rest.slice(headEnd + length);
  }
}
