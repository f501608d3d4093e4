import net from "node:net";
import tls from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { type ConnectionPool, createConnectionPool } from "./connection-pool";
import { answering, rawServer } from "./raw-server.fixture";

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((it) => it.close()));
});

async function poolAndServer() {
  const server = await rawServer(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
  const pool = createConnectionPool({
    policy: { allow: ["127.0.0.0/8"], allowHttp: true },
    resolve: async () => [],
    connect: (destination) => net.connect(destination),
    secureContext: tls.createSecureContext(),
  });
  opened.push(pool, server);
  const origin = {
    origin: `http://127.0.0.1:${server.port}`,
    target: { hostname: "127.0.0.1", port: server.port, secure: false },
  };
  return { pool, server, origin };
}

async function used(pool: ConnectionPool, origin: Parameters<ConnectionPool["acquire"]>[0]) {
  const connection = pool.acquire(origin);
  await connection.client.request({ method: "POST", path: "/" }).then(({ body }) => body.dump());
  pool.release(connection);
  return connection;
}

test("an idle connection is used again, the latest first", async () => {
  const { pool, origin } = await poolAndServer();
  const [first, second] = [pool.acquire(origin), pool.acquire(origin)];
  expect(first).not.toBe(second);
  for (const connection of [first, second]) {
    await connection.client.request({ method: "POST", path: "/" }).then(({ body }) => body.dump());
    pool.release(connection);
  }
  expect(pool.acquire(origin)).toBe(second);
  expect(pool.acquire(origin)).toBe(first);
});

test("an idle connection that the server closes leaves the pool", async () => {
  const { pool, server, origin } = await poolAndServer();
  const connection = await used(pool, origin);
  server.connections[0]?.socket.end();
  await vi.waitFor(() => expect(connection.client.destroyed).toBe(true));
  expect(pool.acquire(origin)).not.toBe(connection);
});

test("a connection is renewed after five minutes", async () => {
  const { pool, origin } = await poolAndServer();
  const connection = await used(pool, origin);
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 300_001);
  expect(await used(pool, origin)).toBe(connection);
  expect(pool.acquire(origin)).not.toBe(connection);
});

test("what was discarded cannot be given back", async () => {
  const { pool, origin } = await poolAndServer();
  const connection = await used(pool, origin);
  expect(pool.acquire(origin)).toBe(connection);
  pool.discard(connection);
  pool.release(connection);
  expect(pool.acquire(origin)).not.toBe(connection);
});
