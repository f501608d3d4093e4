/**
 * The customers' server: counts every request and answers 200 at once, after 20 ms or a second where the path begins
 * with `/soon` or `/late`, or never with `/hang`. In recording mode it notes how long after its `"at":"<monotonic ms>"`
 * each request arrived.
 */
import { createServer, type Socket } from "node:net";
import { monotonicMs } from "./clock";
import { HANGING_HOSTS } from "./hanging-hosts";
import { createFramer } from "./http-framing";
import { answer } from "./peer";

const OK = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
const HANG = Buffer.from("/hang");
const WAITS: [path: Buffer, ms: number][] = [
  [Buffer.from("/soon"), 20],
  [Buffer.from("/late"), 1_000],
];
const AT = Buffer.from('"at":"');
const PATH_START = "POST ".length;

let count = 0;
let firstAt = 0;
let lastAt = 0;
let hanging = 0;
let recording = false;
let counted: Buffer | null = null;
let delays: number[] = [];
let awaited: { count: number; resolve: () => void } | null = null;

function note(chunk: Buffer, bodyStart: number, end: number): void {
  lastAt = monotonicMs();
  if (count === 0) firstAt = lastAt;
  count++;
  if (recording) noteDelay(chunk.subarray(bodyStart, end));
  if (awaited && count >= awaited.count) {
    awaited.resolve();
    awaited = null;
  }
}

function noteDelay(body: Buffer): void {
  const at = body.indexOf(AT);
  if (at === -1) return;
  const from = at + AT.length;
  delays.push(lastAt - Number(body.toString("latin1", from, body.indexOf('"', from))));
}

const isTo = (path: Buffer, chunk: Buffer, start: number) =>
  chunk.compare(path, 0, path.length, start + PATH_START, start + PATH_START + path.length) === 0;

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on(
    "data",
    createFramer((chunk, start, bodyStart, end) => {
      if (isTo(HANG, chunk, start)) {
        hanging++;
        return;
      }
      if (!counted || isTo(counted, chunk, start)) note(chunk, bodyStart, end);
      const wait = WAITS.find(([path]) => isTo(path, chunk, start));
      if (wait) setTimeout(() => socket.writable && socket.write(OK), wait[1]);
      else socket.write(OK);
    }),
  );
}

const listenAt = (host: string, port: number) =>
  new Promise<number>((resolve) => {
    const server = createServer(serve);
    server.listen(port, host, 4_096, () => resolve((server.address() as { port: number }).port));
  });

const questions = {
  /** At 127.0.0.1 and at `HANGING_HOSTS`, on one port. */
  listen: async () => {
    const port = await listenAt("127.0.0.1", 0);
    for (const host of HANGING_HOSTS) await listenAt(host, port);
    return port;
  },
  /** Begins anew; only requests to paths that begin with `only` are counted. */
  reset: ({ record, only }: { record: boolean; only?: string }) => {
    counted = only ? Buffer.from(only) : null;
    count = 0;
    hanging = 0;
    delays = [];
    recording = record;
  },
  seen: () => ({ count, hanging, firstAt, lastAt, delays }),
  /** Whether `wanted` requests came within the time. */
  waitFor: (wanted: { count: number; timeoutMs: number }) =>
    new Promise<boolean>((resolve) => {
      if (count >= wanted.count) return resolve(true);
      const timer = setTimeout(() => {
        awaited = null;
        resolve(false);
      }, wanted.timeoutMs);
      awaited = {
        count: wanted.count,
        resolve: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
    }),
};
export type ReceiverQuestions = typeof questions;
answer(questions);
