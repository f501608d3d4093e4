/** For tests: a mail server on loopback that speaks enough SMTP (RFC 5321) to be handed letters, or to refuse them. */

import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

export type Received = { from: string; to: string[]; raw: string };

export type SmtpServer = {
  url: string;
  mails: Received[];
  /** What it answers to RCPT from now on, for one address or all; null: it accepts. */
  refuseWith: (answer: string | null, only?: string) => void;
  /** Resolves with the first mail to that address, waiting for it. */
  mailTo: (address: string) => Promise<Received>;
  close: () => Promise<void>;
};

export async function startSmtpServer(): Promise<SmtpServer> {
  const mails: Received[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  let refusal: { answer: string | null; only?: string | undefined } = { answer: null };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(socket, {
      refusal: (to) => (refusal.only === undefined || refusal.only === to ? refusal.answer : null),
      accept(mail) {
        mails.push(mail);
        for (const wake of waiting) wake();
      },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuseWith: (answer, only) => {
      refusal = { answer, only };
    },
    async mailTo(address) {
      for (;;) {
        const found = mails.find(({ to }) => to.includes(address));
        if (found) return found;
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Door = { refusal: (to: string) => string | null; accept: (mail: Received) => void };

function converse(socket: Socket, { refusal, accept }: Door): void {
  let rest = "";
  let mail: Received = { from: "", to: [], raw: "" };
  let inData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? "";
  const obey = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO" || verb === "HELO") return say("250 stand-in");
    if (verb === "MAIL") mail = { from: addressIn(line), to: [], raw: "" };
    if (verb === "RCPT") {
      const no = refusal(addressIn(line));
      if (no) return say(no);
      mail.to.push(addressIn(line));
    }
    if (verb === "DATA") {
      inData = true;
      return say("354 go on");
    }
    if (verb === "QUIT") return socket.end("221 bye\r\n");
    say("250 ok");
  };
  say("220 stand-in ESMTP");
  socket.on("data", (chunk) => {
    rest += chunk.toString("utf8");
    for (;;) {
      const end = inData ? rest.indexOf("\r\n.\r\n") : rest.indexOf("\r\n");
      if (end < 0) return;
      const part = rest.slice(0, end);
      rest = rest.slice(end + (inData ? 5 : 2));
      if (!inData) {
        obey(part);
        continue;
      }
      inData = false;
      accept({ ...mail, raw: part.replace(/^\.\./gm, ".") });
      say("250 queued");
    }
  });
}

/** The text and HTML parts of a mail as its reader sees them. */
export function partsOf({ raw }: Received): { subject: string; text: string; html: string } {
  const bodyOf = (type: string) => {
    const start = raw.search(new RegExp(`^Content-Type: text/${type}`, "im"));
    if (start < 0) return "";
    const [head = "", ...rest] = raw.slice(start).split("\r\n\r\n");
    const body = rest.join("\r\n\r\n").split(/\r\n--/)[0] ?? "";
    if (/Content-Transfer-Encoding: base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8");
    return /quoted-printable/i.test(head) ? unquoted(body) : body;
  };
  const subject = /^Subject: (.*)$/im.exec(raw)?.[1]?.trim() ?? "";
  return { subject, text: bodyOf("plain"), html: bodyOf("html") };
}

const unquoted = (body: string) =>
  Buffer.from(
    body
      .replace(/=\r?\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
