/** The producer: publishes over real HTTP on keep-alive connections, one request at a time on each. */
import { createConnection, type Socket } from "node:net";
import { monotonicMs } from "./clock";
import { createFramer } from "./http-framing";
import { answer } from "./peer";
import { quantile } from "./quantile";

type Target = { port: number; path: string; key: string };
export type Load = Target & {
  /** The request body; in latency mode `@AT@` becomes the moment of sending. */
  body: string;
  connections: number;
  /** Stops at whichever is reached first. */
  requests: number;
  seconds: number;
};
type Sample = Target & { body: string; gapMs: number; seconds: number; samples: number };

const requestText = ({ port, path, key }: Target, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const STATUS_AT = "HTTP/1.1 ".length;

/** One connection; `onAnswer` gets the status of each answer. Rejects callers by destroying itself on an error. */
function connect(port: number, onAnswer: (status: number, body: string) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.setNoDelay(true);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
    socket.on(
      "data",
      createFramer((chunk, start, bodyStart, end) => {
        const status = Number(chunk.toString("latin1", start + STATUS_AT, start + STATUS_AT + 3));
        onAnswer(
          status,
          status < 300 ? "" : chunk.toString("utf8", bodyStart, Math.min(end, bodyStart + 500)),
        );
      }),
    );
  });
}

async function load({ connections, requests, seconds, ...target }: Load) {
  const bytes = Buffer.from(requestText(target, target.body));
  const latencies: number[] = [];
  let sent = 0;
  let refused = "";
  const startedAt = monotonicMs();
  const until = startedAt + seconds * 1000;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      let sentAt = 0;
      let socket: Socket;
      const send = () => {
        if (sent >= requests || monotonicMs() >= until || refused) {
          socket.destroy();
          return resolve();
        }
        sent++;
        sentAt = monotonicMs();
        socket.write(bytes);
      };
      connect(target.port, (status, body) => {
        latencies.push(monotonicMs() - sentAt);
        if (status >= 300) refused ||= `${status} ${body}`;
        send();
      }).then((made) => {
        socket = made;
        socket.once("close", () => reject(new Error("the server closed a connection")));
        send();
      }, reject);
    });
  await Promise.all(Array.from({ length: connections }, one));
  if (refused) throw new Error(`a publish was answered ${refused}`);
  const endedAt = monotonicMs();
  return {
    startedAt,
    endedAt,
    answered: latencies.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

/** Publishes one by one with a pause between, each with its moment of sending in the payload. */
/** One after the other; how many, and how long each waited for its 202, milliseconds. */
async function sample({
  gapMs,
  seconds,
  samples,
  ...target
}: Sample): Promise<{ sent: number; acks: number[] }> {
  let answered: (() => void) | undefined;
  let refused = "";
  const socket = await connect(target.port, (status, body) => {
    if (status >= 300) refused = `${status} ${body}`;
    answered?.();
  });
  const until = monotonicMs() + seconds * 1000;
  let sent = 0;
  const acks: number[] = [];
  while (sent < samples && monotonicMs() < until && !refused) {
    const done = new Promise<void>((resolve) => {
      answered = resolve;
    });
    sent++;
    const sentAt = monotonicMs();
    socket.write(requestText(target, target.body.replace("@AT@", sentAt.toFixed(3))));
    await done;
    acks.push(monotonicMs() - sentAt);
    await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  socket.destroy();
  if (refused) throw new Error(`a publish was answered ${refused}`);
  return { sent, acks };
}

const questions = { load, sample };
export type PublisherQuestions = typeof questions;
answer(questions);
