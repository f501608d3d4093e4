/** The routes about the messages that people read in place of a payload. */
import {
  messagePreview,
  messageTemplateInForce,
  previewMessageBody,
  updateMessageTemplateBody,
} from "./message-templates";
import type { Route } from "./route";

const TEMPLATE = "/api/v1/workspace/event-types/{name}/message-template";

export const messageRoutes = {
  getMessageTemplate: {
    method: "GET",
    path: TEMPLATE,
    tag: "Event types",
    summary: "Read how a chat message about events of this type is laid out",
    scope: "read",
    answer: messageTemplateInForce,
  },
  updateMessageTemplate: {
    method: "PATCH",
    path: TEMPLATE,
    tag: "Event types",
    summary: "Lay out the chat messages about events of this type, or leave it to their payloads again",
    scope: "workspace:write",
    body: updateMessageTemplateBody,
    answer: messageTemplateInForce,
  },
  previewMessage: {
    method: "POST",
    path: `${TEMPLATE}/preview`,
    tag: "Event types",
    summary: "See the chat message that a template makes of a payload",
    scope: "read",
    body: previewMessageBody,
    answer: messagePreview,
  },
} as const satisfies Record<string, Route>;
