import net from "node:net";
import tls from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { dial } from "./dial";
import { answering, rawServer } from "./raw-server.fixture";
import { seeded } from "./seeded-random.fixture";
import { createSender } from "./send";
import cases from "./ssrf-cases.json";

/** Records where a connection would have gone and fails it; no packet ever leaves. */
function deadEnd() {
  const destinations: { host: string; port: number }[] = [];
  const connect = (destination: { host: string; port: number }) => {
    destinations.push(destination);
    const socket = new net.Socket();
    setImmediate(() => socket.destroy(Object.assign(new Error("dead end"), { code: "EHOSTUNREACH" })));
    return socket;
  };
  return { connect, destinations };
}

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((it) => it.close()))));

function sender(options: Parameters<typeof createSender>[0]) {
  const made = createSender(options);
  opened.push(made);
  return made;
}

const post = (url: string) => ({ url, headers: [], body: Buffer.from("{}"), timeoutMs: 2_000 });
const policyOf = (row: { config?: { allowHttp: boolean } }) => ({
  allow: [],
  allowHttp: row.config?.allowHttp ?? true,
});
const answers = (row: { resolves_to?: string[] }) => async () => row.resolves_to ?? [];

describe("sending to a forged destination", () => {
  test.each(cases.filter((row) => row.stage === "register"))("$id opens nothing: $why", async (row) => {
    const { connect, destinations } = deadEnd();
    let lookups = 0;
    const resolve = async () => {
      lookups += 1;
      return ["93.184.215.14"];
    };
    const outcome = await sender({ policy: policyOf(row), resolve, connect }).send(post(row.url));
    expect(outcome).toMatchObject({ response: null, error: { code: "refused-url" } });
    expect([destinations, lookups]).toEqual([[], 0]);
  });

  test.each(cases.filter((row) => row.stage === "connect"))("$id opens nothing: $why", async (row) => {
    const { connect, destinations } = deadEnd();
    const outcome = await sender({ policy: policyOf(row), resolve: answers(row), connect }).send(
      post(row.url),
    );
    expect(outcome).toMatchObject({ response: null, error: { code: "refused-address" } });
    expect(destinations).toEqual([]);
    for (const address of row.resolves_to ?? []) expect(outcome.error?.message).not.toContain(address);
  });

  test.each(cases.filter((row) => row.expect === "allow"))(
    "$id is dialled where it points: $why",
    async (row) => {
      const { connect, destinations } = deadEnd();
      const outcome = await sender({ policy: policyOf(row), resolve: answers(row), connect }).send(
        post(row.url),
      );
      const url = new URL(row.url);
      const hosts = row.resolves_to ?? [url.hostname.replace(/^\[|\]$/g, "")];
      const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
      expect(destinations).toEqual(hosts.map((host) => ({ host, port })));
      expect(outcome).toMatchObject({ response: null, error: { code: "connect" } });
    },
  );

  test.each(cases.filter((row) => row.stage === "redirect"))("$id is not followed: $why", async (row) => {
    const canary = await rawServer(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    const location = row.redirects_to?.replace("6379", String(canary.port));
    const server = await rawServer(
      answering(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`),
    );
    opened.push(canary, server);
    const { send } = sender({ policy: { allow: ["127.0.0.0/8"], allowHttp: true } });
    expect(await send(post(server.url))).toMatchObject({ response: { status: 302 }, error: null });
    expect(location).toContain(`127.0.0.1:${canary.port}`);
    expect(canary.connections).toEqual([]);
  });
});

describe("F30: a name server that changes its mind", () => {
  test("is believed anew at every connection", async () => {
    const { connect, destinations } = deadEnd();
    const script = [["93.184.215.14"], ["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["2606:4700::1"]];
    let lookups = 0;
    const resolve = async () => script[lookups++] ?? [];
    const { send } = sender({ policy: { allow: [], allowHttp: true }, resolve, connect });
    const codes: (string | undefined)[] = [];
    for (const _ of script) codes.push((await send(post("http://rebind.acme-corp.com/"))).error?.code);
    expect(codes).toEqual(["connect", "refused-address", "refused-address", "connect"]);
    expect(destinations.map(({ host }) => host)).toEqual(["93.184.215.14", "2606:4700::1"]);
    expect(lookups).toBe(script.length);
  });

  test("cannot keep the guard away by failing", async () => {
    const { connect, destinations } = deadEnd();
    const resolve = async () => Promise.reject(Object.assign(new Error("no"), { code: "ESERVFAIL" }));
    const { send } = sender({ policy: { allow: [], allowHttp: true }, resolve, connect });
    expect(await send(post("http://127.0.0.1.nip.acme-corp.com/"))).toMatchObject({ error: { code: "dns" } });
    expect(destinations).toEqual([]);
  });
});

describe("the connection itself", () => {
  test.each(["127.0.0.1", "::1", "169.254.169.254", "::ffff:7f00:1", "localhost"])(
    "to the literal %s is refused even past the URL check",
    async (hostname) => {
      const { connect, destinations } = deadEnd();
      const result = await dial(
        { hostname, port: 80, secure: false },
        { stage: "dns", dns: null, connect: null, tls: null },
        AbortSignal.timeout(2_000),
        {
          policy: { allow: [], allowHttp: true },
          resolve: async () => ["93.184.215.14"],
          connect,
          secureContext: tls.createSecureContext(),
        },
      );
      expect("failure" in result && result.failure.code).toMatch(/refused-address|dns/);
      expect(destinations).toEqual([]);
    },
  );

  test("is refused when its socket ends up at another address than the one checked", async () => {
    const canary = await rawServer(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    opened.push(canary);
    const elsewhere = () => net.connect({ host: "127.0.0.1", port: canary.port });
    const { send } = sender({
      policy: { allow: [], allowHttp: true },
      resolve: async () => ["93.184.215.14"],
      connect: elsewhere,
    });
    expect(await send(post("http://hooks.acme-corp.com/"))).toMatchObject({
      response: null,
      error: { code: "refused-address" },
    });
    expect(canary.connections.map((connection) => connection.received()).join("")).toBe("");
  });
});

test("no random URL and no random answer leads to an address a second opinion refuses", async () => {
  const { connect, destinations } = deadEnd();
  const random = seeded(20_260_101);
  const below = (limit: number) => Math.floor(random() * limit);
  const group = () =>
    [0, 0x5efe, 0x7f00, 0xa9fe, 0x2001, 0x2002, 0x2620, 0x64, 0xff9b, below(65_536)][below(10)] ?? 0;
  const octet = () => [0, 10, 127, 169, 172, 192, 254, 168, 100, 198, 255, below(256)][below(12)] ?? 0;
  const v4 = () => Array.from({ length: 4 }, octet).join(".");
  const v6 = () => Array.from({ length: 8 }, () => group().toString(16)).join(":");
  const address = () => (random() < 0.5 ? v4() : v6());
  const { send } = sender({
    policy: { allow: [], allowHttp: true },
    resolve: async () => Array.from({ length: 1 + below(2) }, address),
    connect,
  });
  const hosts = [
    v4,
    () => `[${v6()}]`,
    () => "hooks.acme-corp.com",
    () => String(below(2 ** 32)),
    () => `${v4()}.`,
  ];
  for (let round = 0; round < 4_000; round += 1) {
    const host = hosts[below(hosts.length)]?.() ?? "";
    await send(post(`http://${host}${["", ":80", ":8080"][below(3)]}/${round}`));
  }
  expect(destinations.length).toBeGreaterThan(200);
  for (const { host } of destinations) expect(isPublicBySecondOpinion(host), host).toBe(true);
});

/** Written from the registries with integer arithmetic, sharing nothing with the guard. */
function isPublicBySecondOpinion(address: string): boolean {
  const [value, bits] = net.isIPv4(address) ? [v4Value(address), 32] : [v6Value(address), 128];
  const inside = (base: bigint, prefix: number) =>
    value >> BigInt(bits - prefix) === base >> BigInt(bits - prefix);
  if (bits === 32) {
    const blocks =
      "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 " +
      "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 " +
      "198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 168.63.129.16/32";
    return !blocks.split(" ").some((block) => {
      const [base = "", prefix] = block.split("/");
      return inside(v4Value(base), Number(prefix));
    });
  }
  const isatap = ((value >> 32n) & 0xfdffffffn) === 0x5efen;
  return (
    value >> 125n === 1n &&
    !isatap &&
    !inside(0x2001n << 112n, 23) &&
    !inside(0x20010db8n << 96n, 32) &&
    !inside(0x2002n << 112n, 16) &&
    !inside(0x2620004f8000n << 80n, 48) &&
    !inside(0x3fffn << 112n, 20)
  );
}

function v4Value(address: string): bigint {
  return address.split(".").reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function v6Value(address: string): bigint {
  const [head = "", tail = ""] = address.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => "0"), ...groups(tail)];
  return all.reduce((value, part) => (value << 16n) | BigInt(`0x${part}`), 0n);
}
