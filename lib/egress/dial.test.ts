import net from "node:net";
import tls from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { type Connect, dial, type Progress } from "./dial";
import { rawServer } from "./raw-server.fixture";

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((it) => it.close()));
});

const start = (connect: Connect, signal = new AbortController().signal) => {
  const progress: Progress = { stage: "dns", dns: null, connect: null, tls: null };
  const dialled = dial({ hostname: "hooks.acme-corp.com", port: 80, secure: false }, progress, signal, {
    policy: { allow: ["127.0.0.0/8"], allowHttp: true },
    resolve: async () => ["127.0.0.2", "127.0.0.3", "127.0.0.1"],
    connect,
    secureContext: tls.createSecureContext(),
  });
  return { progress, dialled };
};

/** Leads 127.0.0.1 to a server, and every other address to what `otherwise` makes of it. */
async function onlyTheLast(otherwise: () => net.Socket) {
  const server = await rawServer(() => undefined);
  opened.push(server);
  const tried: string[] = [];
  const connect: Connect = ({ host }) => {
    tried.push(host);
    return host === "127.0.0.1" ? net.connect({ host, port: server.port }) : otherwise();
  };
  return { connect, tried, server };
}

test("an address that refuses is followed by the next one", async () => {
  const refused = () => {
    const socket = new net.Socket();
    setImmediate(() => socket.destroy(Object.assign(new Error("no"), { code: "ECONNREFUSED" })));
    return socket;
  };
  const { connect, tried } = await onlyTheLast(refused);
  const { progress, dialled } = start(connect);
  const result = await dialled;
  expect(result).toHaveProperty("socket.remoteAddress", "127.0.0.1");
  expect(tried).toEqual(["127.0.0.2", "127.0.0.3", "127.0.0.1"]);
  expect(progress.connect).toEqual(expect.any(Number));
});

test("an address that stays silent for two seconds is followed by the next one, and given up", async () => {
  const silent: net.Socket[] = [];
  const { connect, tried } = await onlyTheLast(() => {
    const socket = new net.Socket();
    silent.push(socket);
    return socket;
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { dialled } = start(connect);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(tried).toEqual(["127.0.0.2"]);
  await vi.advanceTimersByTimeAsync(2_001);
  expect(await dialled).toHaveProperty("socket.remoteAddress", "127.0.0.1");
  expect(silent.map((socket) => socket.destroyed)).toEqual([true, true]);
});

test("calling off closes the socket and tries no other address", async () => {
  const silent: net.Socket[] = [];
  const stop = new AbortController();
  const { connect, tried } = await onlyTheLast(() => {
    const socket = new net.Socket();
    silent.push(socket);
    return socket;
  });
  const { dialled } = start(connect, stop.signal);
  await vi.waitFor(() => expect(tried).toEqual(["127.0.0.2"]));
  stop.abort();
  expect(await dialled).toMatchObject({ failure: { code: "interrupted" } });
  expect(silent.map((socket) => socket.destroyed)).toEqual([true]);
  expect(tried).toEqual(["127.0.0.2"]);
});
