"use client";

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api, messageOf } from "@/components/api-client";
import { RequestPreview as Preview } from "@/components/dialects/request-preview";
import { useSettled } from "@/components/dialects/use-settled";
import { eventTypeNames } from "@/components/event-types/queries";
import { MessagePanel } from "@/components/messages/message-panel";
import type { DestinationType } from "@/lib/contract/destinations";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { RequestPreview } from "@/lib/contract/request-previews";
import { DIALECT_OF_DESTINATION } from "@/lib/dialects/destinations";
import { isPattern, isWanted, type Selection } from "./selection";

export type Drafted = {
  project: string;
  endpoint: Endpoint | undefined;
  /** What a new endpoint leads to. */
  type: DestinationType;
  url: string;
  headers: Record<string, string>;
  selection: Selection;
};

/** What is asked of the API: by POST, because header values have no business in an address, and yet a read. */
const requestPreview = (project: string, asked: object) =>
  queryOptions({
    queryKey: [project, "request-preview", asked],
    queryFn: ({ signal }) =>
      api<RequestPreview>("POST", `/projects/${project}/endpoints/preview`, { body: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

/** The first type it would get of which the catalogue has an example. */
function useExampleType(selection: Selection): string | undefined {
  const { data } = useQuery(eventTypeNames());
  const types = data?.data.filter(({ archivedAt }) => archivedAt === null) ?? [];
  const named = selection.types.find((name) => !isPattern(name) && types.some((each) => each.name === name));
  const wanted = types.filter((type) => isWanted(selection, type));
  return named ?? (wanted.find(({ example }) => example !== null) ?? wanted[0])?.name;
}

/** The request that the form would lead to, as the server renders it, and why its URL would be refused. */
export function useFormPreview({ project, endpoint, type: goesTo, url, headers, selection }: Drafted) {
  const type = useExampleType(selection);
  const dialect = endpoint ? null : DIALECT_OF_DESTINATION[goesTo];
  const isNewUrl = url.trim() !== "" && url.trim() !== endpoint?.url;
  const asked = useSettled(
    JSON.stringify({
      ...(isNewUrl ? { url: url.trim() } : {}),
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
      ...(endpoint ? { endpoint: endpoint.id } : {}),
      ...(dialect ? { dialect } : {}),
      ...(type ? { type } : {}),
    }),
  );
  const { data, error, isPlaceholderData } = useQuery(requestPreview(project, JSON.parse(asked) as object));
  // A sentence about what was typed a moment ago would be about something else.
  const isCurrent = !isPlaceholderData && (JSON.parse(asked) as { url?: string }).url === url.trim();
  return {
    preview: data,
    error,
    isStale: isPlaceholderData,
    urlRefusal: isCurrent && URL.canParse(url.trim()) ? (data?.urlRefusal ?? undefined) : undefined,
  };
}

type FormPreviewProps = Omit<ReturnType<typeof useFormPreview>, "urlRefusal"> & {
  endpoint: Endpoint | undefined;
  type: DestinationType;
};

export function FormPreview({ preview, error, isStale, endpoint, type }: FormPreviewProps) {
  const refused = preview?.headersRefusal;
  const request = (
    <Preview
      preview={preview}
      url={preview?.url ?? endpoint?.url}
      error={error ? messageOf(error) : refused ? `${refused.name}: ${refused.reason}` : undefined}
      isStale={isStale}
    />
  );
  if (type !== "slack") return request;
  return (
    <div className="flex flex-col gap-4">
      <MessagePanel type={preview?.type} body={preview?.body} isStale={isStale} />
      {request}
    </div>
  );
}
