import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/api-client";
import { apiQuery } from "@/components/api-query";
import type {
  MessagePreview,
  MessageTemplateInForce,
  MessageTemplateJson,
} from "@/lib/contract/message-templates";

export const templatePath = (type: string) =>
  `/workspace/event-types/${encodeURIComponent(type)}/message-template`;

export const messageTemplate = (type: string) =>
  apiQuery<MessageTemplateInForce>(["event-types", "message", type], templatePath(type));

export type PreviewAsked = { template: MessageTemplateJson | null; payload: string | undefined };

/** What a template that nobody has saved makes of a payload: asked for by POST, and yet a read. */
export const messagePreview = (type: string, { template, payload }: PreviewAsked) =>
  queryOptions({
    queryKey: ["messages", "preview", type, template, payload],
    queryFn: ({ signal }) =>
      api<MessagePreview>("POST", `${templatePath(type)}/preview`, {
        body: { template, ...(payload === undefined ? {} : { payload }) },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
