/** The routes about Play's inboxes and what came to them. */
import { pageOf, plainPageQuery } from "./page";
import { createPlayInboxBody, playInbox, playRequest, playRequestDetail, updatePlayInboxBody } from "./play";
import type { Route } from "./route";

const PLAY = "/api/v1/workspace/play";
const INBOX = `${PLAY}/{inbox}`;
const tag = "Play";

export const playRoutes = {
  listPlayInboxes: {
    method: "GET",
    path: PLAY,
    tag,
    summary: "List inboxes: receivers for trying things out",
    scope: "read",
    query: plainPageQuery,
    answer: pageOf(playInbox),
  },
  createPlayInbox: {
    method: "POST",
    path: PLAY,
    tag,
    summary: "Make an inbox with a URL of its own",
    scope: "endpoints:write",
    body: createPlayInboxBody,
    bodyOptional: true,
    status: 201,
    answer: playInbox,
  },
  getPlayInbox: {
    method: "GET",
    path: INBOX,
    tag,
    summary: "Read an inbox",
    scope: "read",
    answer: playInbox,
  },
  updatePlayInbox: {
    method: "PATCH",
    path: INBOX,
    tag,
    summary: "Change an inbox's name or what it answers",
    scope: "endpoints:write",
    body: updatePlayInboxBody,
    answer: playInbox,
  },
  deletePlayInbox: {
    method: "DELETE",
    path: INBOX,
    tag,
    summary: "Delete an inbox and what came to it",
    scope: "endpoints:write",
  },
  listPlayRequests: {
    method: "GET",
    path: `${INBOX}/requests`,
    tag,
    summary: "List the requests that came to an inbox",
    scope: "read",
    query: plainPageQuery,
    answer: pageOf(playRequest),
  },
  deletePlayRequests: {
    method: "DELETE",
    path: `${INBOX}/requests`,
    tag,
    summary: "Empty an inbox",
    scope: "endpoints:write",
  },
  getPlayRequest: {
    method: "GET",
    path: `${INBOX}/requests/{request}`,
    tag,
    summary: "Read a request with its headers and body",
    scope: "read",
    answer: playRequestDetail,
  },
} as const satisfies Record<string, Route>;
