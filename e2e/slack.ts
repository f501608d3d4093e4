/**
 * A local stand-in for Slack's incoming webhooks: a real HTTP server that checks Block Kit as Slack does, answers in
 * Slack's words, and takes one message a second per webhook (two at once, after a rest).
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkMessage, type PostedMessage } from "./block-kit";

/** What Slack documents it answers when a message cannot be taken. */
export const SLACK_ANSWERS = {
  invalid_payload: 400,
  action_prohibited: 403,
  posting_to_general_channel_denied: 403,
  invalid_token: 403,
  channel_not_found: 404,
  no_service: 404,
  channel_is_archived: 410,
  rollup_error: 500,
} as const;
export type SlackAnswer = keyof typeof SLACK_ANSWERS;

export type Post = {
  at: number;
  body: Buffer;
  status: number;
  answer: string;
  message: PostedMessage | null;
};
export type Webhook = {
  url: string;
  /** The last part of its URL: who knows it can post. */
  token: string;
  posts: Post[];
  /** What it accepted. */
  messages: PostedMessage[];
  /** Answers this to the next `times` messages instead of taking them. */
  refuse: (answer: SlackAnswer, times?: number) => void;
  /** Takes nothing for so long, and says so: 429 with `Retry-After`. */
  limit: (seconds: number) => void;
  /** Resolves when `count` messages were accepted; rejects after `timeoutMs` with what was posted instead. */
  waitFor: (count: number, timeoutMs?: number) => Promise<PostedMessage[]>;
};
export type Slack = { webhook: () => Webhook; origin: string; close: () => Promise<void> };

type State = {
  webhook: Webhook;
  refusal: SlackAnswer | null;
  times: number;
  /** When the next is due at this pace, on the monotonic clock. */
  dueAt: number;
  spacingMs: number;
};

/** `spacingMs` between two messages of one webhook: a second, as Slack has it, unless a test is about something else. */
export async function startSlack({ spacingMs = 1_000 } = {}): Promise<Slack> {
  const states = new Map<string, State>();
  const server = createServer(
    (request, response) => void answer(states.get(request.url ?? ""), request, response),
  );
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    webhook: () => {
      const token = randomBytes(18).toString("base64url");
      const id = () => randomBytes(5).toString("hex").toUpperCase();
      const path = `/services/T${id()}/B${id()}/${token}`;
      const state = newState(`${origin}${path}`, token, spacingMs);
      states.set(path, state);
      return state.webhook;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function newState(url: string, token: string, spacingMs: number): State {
  const posts: Post[] = [];
  const messages: PostedMessage[] = [];
  const state: State = {
    refusal: null,
    times: 0,
    dueAt: 0,
    spacingMs,
    webhook: {
      url,
      token,
      posts,
      messages,
      refuse: (refusal, times = Number.POSITIVE_INFINITY) => Object.assign(state, { refusal, times }),
      limit: (seconds) => {
        state.dueAt = performance.now() + seconds * 1_000 + state.spacingMs;
      },
      waitFor: async (count, timeoutMs = 20_000) => {
        for (const until = performance.now() + timeoutMs; messages.length < count; ) {
          if (performance.now() > until)
            throw new Error(`${messages.length} of ${count}: ${posts.map((post) => post.answer).join(", ")}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return messages;
      },
    },
  };
  return state;
}

type Said = { status: number; answer: string; headers?: Record<string, string>; message?: PostedMessage };

async function answer(
  state: State | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const said: Said = state ? say(state, request, body) : { status: 404, answer: "no_service" };
  const { status, answer: text, headers = {}, message = null } = said;
  state?.webhook.posts.push({ at: performance.now(), body, status, answer: text, message });
  if (message) state?.webhook.messages.push(message);
  response.writeHead(status, { "content-type": "text/html", ...headers }).end(text);
}

function say(state: State, request: IncomingMessage, body: Buffer): Said {
  const now = performance.now();
  // Two at once are taken, so that a delay on the way does not look like haste.
  const earlyMs = state.dueAt - now - state.spacingMs;
  if (earlyMs > 0)
    return {
      status: 429,
      answer: "rate_limited",
      headers: { "retry-after": String(Math.max(1, Math.ceil(earlyMs / 1_000))) },
    };
  state.dueAt = Math.max(state.dueAt, now) + state.spacingMs;
  if (state.refusal && state.times-- > 0)
    return { status: SLACK_ANSWERS[state.refusal], answer: state.refusal };
  if (request.method !== "POST" || !/^application\/json\b/.test(request.headers["content-type"] ?? ""))
    return { status: 400, answer: "invalid_payload" };
  const verdict = checkMessage(body);
  if (!verdict.ok) return { status: 400, answer: verdict.answer };
  return { status: 200, answer: "ok", message: verdict.message };
}
