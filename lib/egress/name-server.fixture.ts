/** A name server for tests on loopback UDP, with scripted answers and a count of what it was asked. */
import dgram from "node:dgram";

export type Question = { name: string; type: "A" | "AAAA" };
export type Reply = { addresses?: string[]; ttl?: number; code?: number; delayMs?: number } | "silence";

export type NameServer = {
  /** As `createResolver` takes it. */
  server: string;
  asked: Question[];
  close: () => Promise<void>;
};

export const NXDOMAIN = 3;
export const SERVFAIL = 2;

/** Answers each question with what `reply` says: addresses of the asked type, or a response code. */
export async function nameServer(reply: (question: Question) => Reply): Promise<NameServer> {
  const socket = dgram.createSocket("udp4");
  const asked: Question[] = [];
  socket.on("message", (query, peer) => {
    const question = questionOf(query);
    asked.push(question);
    const answer = reply(question);
    if (answer === "silence") return;
    const send = () => socket.send(answerTo(query, answer), peer.port, peer.address);
    if (answer.delayMs === undefined) send();
    else setTimeout(send, answer.delayMs);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => socket.close(resolve));
  return { server: `127.0.0.1:${socket.address().port}`, asked, close };
}

/** RFC 1035 section 4.1.2: labels, each with its length, then type and class. */
function questionOf(query: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString("latin1"));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1) === 28 ? "AAAA" : "A" };
}

function answerTo(query: Buffer, { addresses = [], ttl = 60, code = 0 }: Exclude<Reply, "silence">): Buffer {
  let end = 12;
  while (query[end] !== 0) end += (query[end] ?? 0) + 1;
  const head = Buffer.from(query.subarray(0, end + 5));
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...addresses.map((address) => recordOf(address, ttl))]);
}

function recordOf(address: string, ttl: number): Buffer {
  const data = address.includes(":") ? ipv6Bytes(address) : Buffer.from(address.split(".").map(Number));
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(data.length === 16 ? 28 : 1, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(ttl, 6);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([record, data]);
}

function ipv6Bytes(address: string): Buffer {
  const [head = "", tail = ""] = address.split("::").map((part) =>
    part
      .split(":")
      .map((group) => group.padStart(4, "0"))
      .join(""),
  );
  return Buffer.from(head.padEnd(32 - tail.length, "0") + tail, "hex");
}
