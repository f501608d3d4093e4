/**
 * A client of the API that knows only its contract: an answer has the status and the shape its route promises,
 * or the test fails. What must never be seen again (keys, secrets) is written down as it is seen.
 */
import * as fs from "node:fs";
import path from "node:path";
import type { z } from "zod";
import { ROUTES, type RouteName } from "@/lib/contract/routes";
import type { Access } from "./product";

export type Answer = { status: number; headers: Headers; text: string };
type Body = { body?: unknown; query?: Record<string, string | string[]>; headers?: Record<string, string> };
type Params = Record<string, string>;
type AnswerOf<Name extends RouteName> = (typeof ROUTES)[Name] extends {
  answer: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

export type Client = {
  /** Calls a route and holds its answer to the contract. */
  call: <Name extends RouteName>(name: Name, params?: Params, sent?: Body) => Promise<AnswerOf<Name>>;
  /** Calls a route whatever it answers; a string or bytes as body are sent as they are. */
  send: (method: string, path: string, sent?: Body) => Promise<Answer>;
  /** The same caller at another web process. */
  at: (url: string) => Client;
  key: string;
};

/** Fields of answers that hold what is shown once, and what looks like it wherever it stands. */
const SHOWN_ONCE = /"(?:secret|key)":"([^"]{20,})"/g;
export const LOOKS_SECRET = /whsec_[A-Za-z0-9+/]{32,}={0,2}|\b[0-9a-f]{64}\b|\b[a-z0-9_]+_[0-9A-Za-z]{49}\b/g;

export const shownFile = ({ folder }: Pick<Access, "folder">) => path.join(folder, "shown-once.txt");
const shown = new Set<string>();

/** Writes down what an answer reveals; one that reveals again what was revealed before fails the test. */
function noteShown(access: Pick<Access, "folder">, asked: string, text: string, isRepeat: boolean): void {
  // A preview is signed with a secret that is nobody's, and shows it.
  if (asked.split("?")[0]?.endsWith("/preview")) return;
  const revealed = [...text.matchAll(SHOWN_ONCE)].map(([, value]) => value as string);
  for (const [value] of text.matchAll(LOOKS_SECRET))
    if (shown.has(value) && !isRepeat) throw new Error(`${asked} shows a secret that was shown before`);
  for (const value of revealed) {
    shown.add(value);
    fs.appendFileSync(shownFile(access), `${value}\n`);
  }
}

export function client(access: Access, key: string, url: string | undefined = access.urls[0]): Client {
  const send = async (
    method: string,
    at: string,
    { body, query, headers = {} }: Body = {},
  ): Promise<Answer> => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {}))
      for (const each of [value].flat()) search.append(name, each);
    const raw = typeof body === "string" || body instanceof Uint8Array || body === undefined;
    const response = await fetch(`${url}${at}${search.size > 0 ? `?${search}` : ""}`, {
      method,
      headers: {
        ...(key ? { Authorization: `Bearer ${key}` } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    noteShown(access, `${method} ${at}`, text, headers["Idempotency-Key"] !== undefined);
    return { status: response.status, headers: response.headers, text };
  };
  const call: Client["call"] = async (name, params = {}, sent = {}) => {
    const route = ROUTES[name];
    const at = route.path.replaceAll(/\{(\w+)\}/g, (_, param: string) =>
      encodeURIComponent(params[param] ?? ""),
    );
    const answer = await patiently(() => send(route.method, at, sent));
    const { status = "answer" in route ? 200 : 204, answer: schema } = route as {
      status?: number;
      answer?: z.ZodType;
    };
    if (answer.status !== status)
      throw new Error(`${route.method} ${at} answered ${answer.status}, not ${status}: ${answer.text}`);
    return (schema ? schema.parse(JSON.parse(answer.text)) : undefined) as AnswerOf<typeof name>;
  };
  return { call, send, key, at: (other) => client(access, key, other) };
}

/** A busy server says 503 and has written nothing; a good client comes again. */
async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (answer.status !== 503 || tries === 10) return answer;
    const seconds = Number(answer.headers.get("retry-after") ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}

export const rootClient = (access: Access): Client => client(access, access.rootKey);

/** A workspace of a test's own, and a client with all scopes of an API key in it. */
export async function newWorkspace(access: Access, dialect = "standard"): Promise<Client> {
  const { apiKey } = await rootClient(access).call(
    "createWorkspace",
    {},
    { body: { name: "Test", dialect } },
  );
  return client(access, apiKey.key);
}

/** A project of a test's own in a workspace of its own. */
export async function newProject(
  access: Access,
  { dialect, ...settings }: { dialect?: string; [setting: string]: unknown } = {},
): Promise<{ api: Client; project: string }> {
  const api = await newWorkspace(access, dialect);
  const { id } = await api.call("createProject", {}, { body: { name: "Test", ...settings } });
  return { api, project: id };
}

export async function newEndpoint(api: Client, project: string, body: Record<string, unknown>) {
  return api.call("createEndpoint", { project }, { body });
}

/** Publishes one event; `data` given as a string is JSON text and travels as it is. */
export async function publish(
  api: Client,
  project: string,
  { data = "{}", ...meta }: { data?: string; type?: string; [name: string]: unknown } = {},
): Promise<{ id: string; deliveries: { id: string; endpointId: string }[] }> {
  const head = JSON.stringify({ type: "order.created", ...meta }).slice(0, -1);
  const answer = await api.send("POST", `/api/v1/projects/${project}/events`, {
    body: `${head},"data":${data}}`,
  });
  if (answer.status !== 202) throw new Error(`publish answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text);
}

/** Waits until nothing of the project waits or is in flight. */
export async function settled(api: Client, project: string, timeoutMs = 30_000): Promise<void> {
  for (const until = performance.now() + timeoutMs; ; ) {
    const open = await api.call(
      "listDeliveries",
      { project },
      { query: { status: ["pending", "held"], limit: "1" } },
    );
    if (open.data.length === 0) return;
    if (performance.now() > until)
      throw new Error(`not settled after ${timeoutMs} ms: ${JSON.stringify(open.data[0])}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** All rows of a list, page by page. */
export async function allPages<Row>(
  read: (query: Record<string, string>) => Promise<{ data: Row[]; nextCursor: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: { data: Row[]; nextCursor: string | null } = await read({
      limit: "100",
      ...(cursor ? { cursor } : {}),
    });
    rows.push(...page.data);
    if (!page.nextCursor) return rows;
    cursor = page.nextCursor;
  }
}
