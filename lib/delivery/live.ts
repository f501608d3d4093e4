/**
 * Tells whoever watches a project what changed, a few times a second at most: changes of all processes
 * travel by Postgres' NOTIFY in one message per tick. Whoever may have missed some is told to read everything.
 */
import pg from "pg";
import { KEEP_ALIVE, pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { replicaIsCurrent } from "@/lib/platform/replica";

export type Change = { deliveries: string[]; endpoints: string[]; events: boolean };
/** `everything`: from now on changes are told; what was before may have been missed. */
type Listener = (change: Change | "everything") => void;
type Note = { delivery?: string; endpoint?: string; event?: string };

const CHANNEL = "posthorn_live";
const TICK_MS = 250;
/** Beyond this many ids a message only says that there is something new. */
const MAX_IDS = 40;
/** NOTIFY takes 8,000 bytes. */
const MAX_PROJECTS_A_MESSAGE = 2;

type Pending = { deliveries: Set<string>; endpoints: Set<string>; events: boolean };
const pending = new Map<string, Pending>();
let ticking = false;

/** Remembers a change for the next tick; costs two set insertions. */
export function noteChange(projectId: string, { delivery, endpoint, event }: Note): void {
  const change = pending.get(projectId) ?? { deliveries: new Set(), endpoints: new Set(), events: false };
  if (delivery && change.deliveries.size < MAX_IDS) change.deliveries.add(delivery);
  if (endpoint && change.endpoints.size < MAX_IDS) change.endpoints.add(endpoint);
  if (event) change.events = true;
  pending.set(projectId, change);
  if (!ticking) {
    ticking = true;
    setTimeout(tell, TICK_MS).unref();
  }
}

async function tell(): Promise<void> {
  ticking = false;
  const changes = [...pending].map(([project, change]) => ({
    project,
    deliveries: [...change.deliveries],
    endpoints: [...change.endpoints],
    events: change.events,
  }));
  pending.clear();
  const messages: string[] = [];
  for (let i = 0; i < changes.length; i += MAX_PROJECTS_A_MESSAGE)
    messages.push(JSON.stringify(changes.slice(i, i + MAX_PROJECTS_A_MESSAGE)));
  try {
    await pool("delivery").query(`SELECT pg_notify('${CHANNEL}', m) FROM unnest($1::text[]) AS m`, [
      messages,
    ]);
  } catch (error) {
    log().debug({ error: String(error) }, "live changes not told");
  }
}

const listeners = new Map<string, Set<Listener>>();
let connection: Promise<pg.Client> | undefined;
let isListening = false;

/**
 * Calls `listener` with each change of the project until the returned function is called, and with `everything`
 * whenever listening has begun: first, and after Postgres was away.
 */
export function subscribeLive(projectId: string, listener: Listener): () => void {
  const of = listeners.get(projectId) ?? new Set();
  listeners.set(projectId, of.add(listener));
  if (isListening) queueMicrotask(() => of.has(listener) && listener("everything"));
  else connect();
  return () => {
    of.delete(listener);
    if (of.size === 0) listeners.delete(projectId);
    if (listeners.size === 0) disconnect();
  };
}

function connect(): void {
  if (connection) return;
  const opening = listen();
  connection = opening;
  opening.then(
    () => {
      if (connection !== opening) return;
      isListening = true;
      for (const of of listeners.values()) for (const listener of of) listener("everything");
    },
    (error) => {
      log().debug({ error: String(error) }, "live connection");
      if (connection === opening) connection = undefined;
      setTimeout(() => listeners.size > 0 && connect(), 1_000).unref();
    },
  );
}

async function listen(): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: env.DATABASE_URL,
    ...KEEP_ALIVE,
    application_name: "posthorn-live",
  });
  client.on("error", () => void lost(client));
  client.on("notification", ({ payload }) => void hear(payload ?? "[]"));
  await client.connect();
  await client.query(`LISTEN ${CHANNEL}`);
  return client;
}

/** Connects again, unless the connection that broke had been let go of before. */
async function lost(client: pg.Client): Promise<void> {
  if ((await connection?.catch(() => undefined)) !== client) return;
  connection = undefined;
  isListening = false;
  setTimeout(() => listeners.size > 0 && connect(), 1_000).unref();
}

/** Whoever is told looks, and should find it: also where pages read from a replica. */
async function hear(payload: string): Promise<void> {
  if (env.DATABASE_READ_URL) await replicaIsCurrent().catch(() => false);
  for (const { project, ...change } of JSON.parse(payload) as (Change & { project: string })[])
    for (const listener of listeners.get(project) ?? []) listener(change);
}

function disconnect(): void {
  const open = connection;
  connection = undefined;
  isListening = false;
  open?.then((client) => client.end()).catch(() => undefined);
}
