import { afterEach, expect, test, vi } from "vitest";
import {
  type NameServer,
  NXDOMAIN,
  nameServer,
  type Question,
  type Reply,
  SERVFAIL,
} from "./name-server.fixture";
import { answering, rawServer } from "./raw-server.fixture";
import { createResolver } from "./resolver";
import { createSender } from "./send";

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((it) => it.close()));
});

const scripted = async (reply: (question: Question) => Reply): Promise<NameServer> => {
  const server = await nameServer(reply);
  opened.push(server);
  return server;
};

const never = () => new AbortController().signal;
const none: Reply = { addresses: [] };

test("both families are asked, IPv4 comes first", async () => {
  const dns = await scripted(({ type }) => ({
    addresses: type === "A" ? ["192.0.2.1", "192.0.2.2"] : ["2001:db8::1"],
  }));
  const resolve = createResolver({ servers: [dns.server] });
  expect(await resolve("dual.acme-corp.com", never())).toEqual(["192.0.2.1", "192.0.2.2", "2001:db8::1"]);
});

test.each<[string, (question: Question) => Reply, string]>([
  ["a name that does not exist", () => ({ code: NXDOMAIN }), "ENOTFOUND"],
  ["a name without an address", () => none, "ENODATA"],
  ["a failing name server", () => ({ code: SERVFAIL }), "ESERVFAIL"],
  ["a refusal", () => ({ code: 5 }), "EREFUSED"],
  [
    "a failure of one family and no address in the other",
    ({ type }) => (type === "A" ? { code: SERVFAIL } : none),
    "ESERVFAIL",
  ],
  ["silence", () => "silence", "ETIMEOUT"],
])("%s rejects with its own code", async (_, reply, code) => {
  const dns = await scripted(reply);
  const resolve = createResolver({ servers: [dns.server], timeoutMs: 400 });
  await expect(resolve("broken.acme-corp.com", never())).rejects.toMatchObject({ code });
});

test.each<[string, Reply]>([
  ["stays silent", "silence"],
  ["fails", { code: SERVFAIL }],
  ["says there is none", none],
])("one family is enough when the other %s", async (_, other) => {
  const dns = await scripted(({ type }) => (type === "A" ? { addresses: ["192.0.2.1"] } : other));
  const resolve = createResolver({ servers: [dns.server], timeoutMs: 3_000 });
  expect(await resolve("half.acme-corp.com", never())).toEqual(["192.0.2.1"]);
});

test("an answer is kept for seconds, not beyond its own time, and asked for once at a time", async () => {
  const dns = await scripted(({ name, type }) => ({
    addresses: type === "A" ? ["192.0.2.1"] : [],
    ttl: name.startsWith("brief") ? 0 : 3_600,
  }));
  const resolve = createResolver({ servers: [dns.server] });
  const questions = () => dns.asked.filter(({ type }) => type === "A").length;
  await Promise.all(Array.from({ length: 20 }, () => resolve("kept.acme-corp.com", never())));
  await resolve("kept.acme-corp.com", never());
  expect(questions()).toBe(1);
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 6_000);
  await resolve("kept.acme-corp.com", never());
  vi.restoreAllMocks();
  expect(questions()).toBe(2);
  await resolve("brief.acme-corp.com", never());
  await resolve("brief.acme-corp.com", never());
  expect(questions()).toBe(4);
});

test("waiting ends when the caller stops, before or while it waits", async () => {
  const dns = await scripted(() => "silence");
  const resolve = createResolver({ servers: [dns.server], timeoutMs: 1_000 });
  await expect(resolve("dead.acme-corp.com", AbortSignal.abort())).rejects.toThrow("aborted");
  await expect(resolve("dead.acme-corp.com", AbortSignal.timeout(20))).rejects.toThrow("aborted");
});

test("F30: waiting ends when the attempt does, and a dead name holds up no other", async () => {
  const dns = await scripted(({ name, type }) => {
    if (name.startsWith("dead")) return "silence";
    return { addresses: type === "A" ? ["127.0.0.1"] : [] };
  });
  const receiver = await rawServer(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
  const sender = createSender({
    policy: { allow: ["127.0.0.0/8"], allowHttp: true },
    resolve: createResolver({ servers: [dns.server] }),
  });
  opened.push(receiver, sender);
  const post = (host: string) =>
    sender.send({
      url: `http://${host}:${receiver.port}/`,
      headers: [],
      body: Buffer.from(""),
      timeoutMs: 500,
    });
  const dead = Array.from({ length: 50 }, (_, index) => post(`dead-${index}.acme-corp.com`));
  expect(await post("alive.acme-corp.com")).toMatchObject({ response: { status: 200 } });
  for (const outcome of await Promise.all(dead)) {
    expect(outcome).toMatchObject({ response: null, error: { code: "timeout" } });
    expect(outcome.phases.total).toBeLessThan(1_500);
  }
});

test("F30: a name server's failure is a sentence in the outcome", async () => {
  const dns = await scripted(() => ({ code: NXDOMAIN }));
  const sender = createSender({
    policy: { allow: [], allowHttp: true },
    resolve: createResolver({ servers: [dns.server] }),
  });
  opened.push(sender);
  const outcome = await sender.send({
    url: "https://gone.acme-corp.com/",
    headers: [],
    body: Buffer.from(""),
    timeoutMs: 2_000,
  });
  expect(outcome.error).toEqual({
    code: "dns",
    message: "The host name gone.acme-corp.com does not exist (ENOTFOUND).",
  });
});
