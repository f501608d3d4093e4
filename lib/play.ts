/**
 * Play's inboxes and what came to them, for the people of a workspace. Promises that what one workspace's inboxes
 * took is shown to nobody else, and to no key that opens a single project. Receiving is `play-receiver.ts`.
 */
import { randomBytes } from "node:crypto";
import { ApiError, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { Page, PlainPageQuery } from "./contract/page";
import {
  type CreatePlayInboxBody,
  PLAY_LIMITS,
  type PlayAnswer,
  type PlayInbox,
  type PlayRequest,
  type PlayRequestDetail,
  type UpdatePlayInboxBody,
} from "./contract/play";
import { pageFrom, readCursor } from "./cursor";
import { textOrBase64 } from "./deliveries";
import { db, type Prisma } from "./platform/db";
import { appOrigin } from "./platform/env";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import type { Principal } from "./principal";

/** Who looks or acts, in which workspace (a uuid). */
export type PlayCaller = { by: Principal; workspaceId: string };

const INBOX = {
  id: true,
  name: true,
  address: true,
  status: true,
  delayMs: true,
  headers: true,
  body: true,
  failPercent: true,
  createdAt: true,
  requests: { select: { receivedAt: true }, orderBy: { id: "desc" }, take: 1 },
  _count: { select: { requests: true } },
} as const satisfies Prisma.PlayInboxSelect;
type InboxRow = Prisma.PlayInboxGetPayload<{ select: typeof INBOX }>;

const shownInbox = (row: InboxRow): PlayInbox => ({
  id: publicId("playInbox", row.id),
  name: row.name,
  url: `${appOrigin()}/play/${row.address}`,
  answer: {
    status: row.status,
    delayMs: row.delayMs,
    headers: row.headers as PlayAnswer["headers"],
    body: row.body,
    failPercent: row.failPercent,
  },
  requestCount: row._count.requests,
  lastRequestAt: row.requests[0]?.receivedAt.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

/** What an inbox takes may be any project's. */
function demandWholeWorkspace({ by }: PlayCaller): void {
  if (by.kind === "api-key" && by.projectId)
    throw new ApiError("forbidden", "The API key opens one project only.");
}

/** A workspace's inboxes, newest first. Rides on `play_inboxes_of_workspace`. */
export async function listInboxes(caller: PlayCaller, query: PlainPageQuery): Promise<Page<PlayInbox>> {
  demandWholeWorkspace(caller);
  const { workspaceId } = caller;
  const list = { noun: "play-inboxes", owner: workspaceId, filters: query };
  const after = readCursor(list, query.cursor);
  const rows = await db.playInbox.findMany({
    where: { workspaceId, ...(after ? { id: { lt: after } } : {}) },
    orderBy: { id: "desc" },
    take: query.limit + 1,
    select: INBOX,
  });
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.id, show: shownInbox });
}

async function readInbox(caller: PlayCaller, inboxId: string): Promise<InboxRow> {
  demandWholeWorkspace(caller);
  const id = uuidOf("playInbox", inboxId);
  const row =
    id && (await db.playInbox.findFirst({ where: { id, workspaceId: caller.workspaceId }, select: INBOX }));
  if (!row) throw notFound();
  return row;
}

/** One inbox by its public id. Throws `not_found`. */
export const getInbox = async (caller: PlayCaller, inboxId: string): Promise<PlayInbox> =>
  shownInbox(await readInbox(caller, inboxId));

/** Makes an inbox at an address nobody can guess. Throws `conflict` when the workspace has as many as it may. */
export async function createInbox(caller: PlayCaller, body: CreatePlayInboxBody): Promise<PlayInbox> {
  demandWholeWorkspace(caller);
  const { by, workspaceId } = caller;
  const row = await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`;
    if ((await tx.playInbox.count({ where: { workspaceId } })) >= PLAY_LIMITS.inboxes)
      throw new ApiError(
        "conflict",
        `A workspace has ${PLAY_LIMITS.inboxes} inboxes at most; delete one first.`,
      );
    const { name = "Inbox", answer } = body;
    const made = await tx.playInbox.create({
      data: {
        id: newUuid(),
        workspaceId,
        name,
        address: randomBytes(18).toString("base64url"),
        ...answerColumns(answer),
      },
      select: INBOX,
    });
    await audit(tx, by, {
      action: "play-inbox.create",
      targetId: publicId("playInbox", made.id),
      workspaceId,
      detail: { name },
    });
    return made;
  });
  return shownInbox(row);
}

function answerColumns(answer: CreatePlayInboxBody["answer"] = {}) {
  const given = Object.entries(answer).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<PlayAnswer>;
}

/** Changes what is given. Throws `not_found`. */
export async function updateInbox(
  caller: PlayCaller,
  inboxId: string,
  body: UpdatePlayInboxBody,
): Promise<PlayInbox> {
  const { id } = await readInbox(caller, inboxId);
  const { name, answer } = body;
  const row = await db.playInbox.update({
    where: { id, workspaceId: caller.workspaceId },
    data: { ...(name === undefined ? {} : { name }), ...answerColumns(answer) },
    select: INBOX,
  });
  return shownInbox(row);
}

/** Deletes an inbox and everything in it; its URL answers 404 from then on. Throws `not_found`. */
export async function deleteInbox(caller: PlayCaller, inboxId: string): Promise<void> {
  const { id, name } = await readInbox(caller, inboxId);
  const { by, workspaceId } = caller;
  await db.$transaction(async (tx) => {
    await tx.playInbox.delete({ where: { id, workspaceId } });
    await audit(tx, by, { action: "play-inbox.delete", targetId: inboxId, workspaceId, detail: { name } });
  });
}

/** Deletes what came to an inbox. Throws `not_found`. */
export async function emptyInbox(caller: PlayCaller, inboxId: string): Promise<void> {
  const { id } = await readInbox(caller, inboxId);
  await db.playRequest.deleteMany({ where: { inboxId: id } });
}

type RequestRow = {
  id: string;
  receivedAt: Date;
  method: string;
  query: string;
  size: number;
  answeredStatus: number;
  failedAtRandom: boolean;
  body: Uint8Array;
};
const PREVIEW_BYTES = 160;

function shownRequest(row: RequestRow): PlayRequest {
  const start = Buffer.from(row.body.subarray(0, PREVIEW_BYTES));
  return {
    id: publicId("playRequest", row.id),
    receivedAt: row.receivedAt.toISOString(),
    method: row.method,
    query: row.query,
    size: row.size,
    // A character may have been cut in two.
    preview: start.toString("utf8").replace(/\uFFFD+$/, ""),
    answeredStatus: row.answeredStatus,
    failedAtRandom: row.failedAtRandom,
  };
}

/** An inbox's requests, newest first. Rides on `play_requests_of_inbox`. Throws `not_found`. */
export async function listRequests(
  caller: PlayCaller,
  inboxId: string,
  query: PlainPageQuery,
): Promise<Page<PlayRequest>> {
  const inbox = await readInbox(caller, inboxId);
  const list = { noun: "play-requests", owner: inbox.id, filters: query };
  const after = readCursor(list, query.cursor);
  // Asked for every second by whoever watches: bodies stay where they are.
  const rows = await db.$queryRaw<RequestRow[]>`
    SELECT id, received_at AS "receivedAt", method, query, size, answered_status AS "answeredStatus",
      failed_at_random AS "failedAtRandom", substring(body FROM 1 FOR ${PREVIEW_BYTES}) AS body
    FROM play_requests WHERE inbox_id = ${inbox.id}::uuid AND (${after}::uuid IS NULL OR id < ${after}::uuid)
    ORDER BY id DESC LIMIT ${query.limit + 1}`;
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.id, show: shownRequest });
}

/** One request with its headers and as much of its body as is kept. Throws `not_found`. */
export async function getRequest(
  caller: PlayCaller,
  inboxId: string,
  requestId: string,
): Promise<PlayRequestDetail> {
  const inbox = await readInbox(caller, inboxId);
  const id = uuidOf("playRequest", requestId);
  const row = id && (await db.playRequest.findFirst({ where: { id, inboxId: inbox.id } }));
  if (!row) throw notFound();
  const body = textOrBase64(row.body);
  return {
    ...shownRequest(row),
    headers: JSON.parse(row.headers) as [string, string][],
    body: body.text,
    bodyEncoding: body.encoding,
    truncated: row.size > row.body.length,
  };
}
