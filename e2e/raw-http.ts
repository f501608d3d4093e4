/** HTTP as bytes on a socket, for what no client library would send. */
import { connect, type Socket } from "node:net";

export type RawAnswer = {
  /** Of each answer that came, in order; interim ones included. */
  statuses: number[];
  text: string;
  /** Milliseconds until the server closed; null when it had not by the end. */
  closedAfterMs: number | null;
};

type Send = {
  /** Resolves when the server has closed, or after this long. */
  timeoutMs?: number;
  /** Stop as soon as this many answers came. */
  answers?: number;
};

/** Connects to the server of `url`, lets `talk` write what it likes, and reads until the end. */
export async function rawHttp(
  url: string,
  talk: (socket: Socket) => void | Promise<void>,
  { timeoutMs = 10_000, answers = Number.POSITIVE_INFINITY }: Send = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const started = performance.now();
  let text = "";
  let closedAfterMs: number | null = null;
  const statuses = () => [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, code]) => Number(code));
  const ended = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (statuses().length >= answers) end();
    });
    // A server that refuses early may reset what is still being written.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      closedAfterMs = performance.now() - started;
      end();
    });
  });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  await talk(socket);
  await ended;
  socket.destroy();
  return { statuses: statuses(), text, closedAfterMs };
}

type Head = { target: string; headers: Record<string, string>; method?: string; version?: string };

/** The head of a request, as given: no Host, no length unless they are in it. */
export function head({ target, headers, method = "POST", version = "1.1" }: Head): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/${version}\r\n${lines.join("")}\r\n`;
}
