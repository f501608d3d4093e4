import net, { type AddressInfo } from "node:net";
import tls from "node:tls";
import { generate } from "selfsigned";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createSender } from "./send";

type Pair = { key: string; cert: string };

const HOUR = 3_600_000;
const opened: { close: () => Promise<void> }[] = [];
let ca: Pair;

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((it) => it.close()));
});

beforeAll(async () => {
  ca = await authority("Test CA");
});

async function authority(name: string): Promise<Pair> {
  const made = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + HOUR),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function certificate(
  issuer: Pair | null,
  { name = "hooks.acme-corp.com", fromMs = -HOUR, toMs = HOUR } = {},
): Promise<Pair> {
  const made = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() + fromMs),
    notAfterDate: new Date(Date.now() + toMs),
    ...(issuer === null ? {} : { ca: issuer }),
    extensions: [
      {
        name: "subjectAltName",
        altNames: [net.isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function tlsServer(options: tls.TlsOptions) {
  const seen = { bytes: "", names: [] as (string | false | null)[], protocols: [] as (string | null)[] };
  const server = tls.createServer(options, (socket) => {
    seen.names.push(socket.servername ?? null);
    seen.protocols.push(socket.getProtocol());
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      seen.bytes += chunk.toString("latin1");
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
  });
  return { port: await listen(server), seen };
}

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket) => sockets.add(socket.on("error", () => undefined)));
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  });
  return (server.address() as AddressInfo).port;
}

async function post(
  port: number,
  { host = "hooks.acme-corp.com", trusted = ca.cert, timeoutMs = 3_000 } = {},
) {
  const sender = createSender({
    policy: { allow: ["127.0.0.0/8"], allowHttp: false },
    resolve: async () => ["127.0.0.1"],
    ca: trusted,
  });
  opened.push(sender);
  const request = { url: `https://${host}:${port}/hook`, headers: [], body: Buffer.from("{}"), timeoutMs };
  return [await sender.send(request), await sender.send(request)] as const;
}

describe("a certificate that holds", () => {
  test("is accepted once per connection, with the URL's name and at least TLS 1.2", async () => {
    const { port, seen } = await tlsServer(await certificate(ca));
    const [first, second] = await post(port);
    expect(first).toMatchObject({ response: { status: 200 }, error: null });
    expect(first.phases).toMatchObject({
      dns: expect.any(Number),
      connect: expect.any(Number),
      tls: expect.any(Number),
    });
    expect(second.phases).toMatchObject({ connect: null, tls: null });
    expect(seen.names).toEqual(["hooks.acme-corp.com"]);
    expect(seen.protocols[0]).toBe("TLSv1.3");
    expect(seen.bytes).toContain(`host: hooks.acme-corp.com:${port}\r\n`);
  });

  test("may be for an address", async () => {
    const { port } = await tlsServer(await certificate(ca, { name: "127.0.0.1" }));
    const [outcome] = await post(port, { host: "127.0.0.1" });
    expect(outcome).toMatchObject({ response: { status: 200 }, error: null });
  });

  test("of a server that speaks HTTP/2 as well is used with HTTP/1.1", async () => {
    const { port, seen } = await tlsServer({ ...(await certificate(ca)), ALPNProtocols: ["h2", "http/1.1"] });
    const [outcome] = await post(port);
    expect(outcome.response?.status).toBe(200);
    expect(seen.bytes).toMatch(/^POST \/hook HTTP\/1\.1\r\n/);
  });
});

describe("a certificate that does not hold", () => {
  test.each<[string, () => Promise<tls.TlsOptions>, RegExp]>([
    [
      "expired",
      () => certificate(ca, { fromMs: -2 * HOUR, toMs: -HOUR }),
      /has expired \(CERT_HAS_EXPIRED\)/,
    ],
    ["not valid yet", () => certificate(ca, { fromMs: HOUR, toMs: 2 * HOUR }), /not valid yet/],
    [
      "for another name",
      () => certificate(ca, { name: "other.acme-corp.com" }),
      /issued for another host name/,
    ],
    [
      "for the address, not the name",
      () => certificate(ca, { name: "127.0.0.1" }),
      /issued for another host name/,
    ],
    ["self-signed", () => certificate(null), /self-signed/],
    ["of an unknown authority", async () => certificate(await authority("Other CA")), /cannot be verified/],
    ["behind TLS 1.1", async () => ({ ...(await certificate(ca)), ...OLD_TLS }), /older than 1\.2/],
    [
      "while the server demands one of ours",
      async () => ({ ...(await certificate(ca)), requestCert: true, rejectUnauthorized: true }),
      /client certificate|closed the connection|handshake/,
    ],
  ])("%s: nothing is sent, and the reason is said", async (_, options, message) => {
    const { port, seen } = await tlsServer(await options());
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    for (const outcome of await post(port)) {
      expect(outcome.response).toBeNull();
      expect(outcome.error?.code).toMatch(/^(tls|reset)$/);
      expect(outcome.error?.message).toMatch(message);
    }
    expect(seen.bytes).toBe("");
  });
});

const OLD_TLS = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;

describe("a handshake that goes nowhere", () => {
  test("ends at the deadline, and its connection is closed", async () => {
    const sockets: net.Socket[] = [];
    const port = await listen(net.createServer((socket) => void sockets.push(socket)));
    const [outcome] = await post(port, { timeoutMs: 200 });
    expect(outcome.error).toEqual({
      code: "timeout",
      // The words tell how long it took, which a busy machine makes longer.
      message: expect.stringMatching(
        /^The server accepted the connection and did not finish the TLS handshake within \d+\.\d seconds\.$/,
      ),
    });
    expect(outcome.phases).toMatchObject({ connect: expect.any(Number), tls: null, firstByte: null });
    sockets[0]?.resume();
    await vi.waitFor(() => expect(sockets[0]?.closed).toBe(true));
  });

  test("is told from plain http and from a hang-up", async () => {
    const plain = await listen(net.createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect((await post(plain))[0].error).toMatchObject({
      code: "tls",
      message: expect.stringMatching(/plain http/),
    });
    const gone = await listen(net.createServer((socket) => socket.end()));
    expect((await post(gone))[0].error).toMatchObject({
      code: "tls",
      message: expect.stringMatching(/closed the conn/),
    });
  });
});
