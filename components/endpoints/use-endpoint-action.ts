"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/components/api-client";
import type { Endpoint } from "@/lib/contract/endpoints";
import { endpointDetail } from "./queries";

/** Their answer is the endpoint as it now is. */
const SWITCHES: readonly string[] = ["enable", "disable"];

/** Asks the API to act on an endpoint; every page that shows it is fetched again. */
export function useEndpointAction<Answer>(
  endpoint: Endpoint,
  action: string,
  onSuccess: (answer: Answer) => void,
) {
  const client = useQueryClient();
  const path = `/projects/${endpoint.projectId}/endpoints/${endpoint.id}`;
  return useMutation({
    mutationFn: (body: object = {}) =>
      action === "delete" ? api<Answer>("DELETE", path) : api<Answer>("POST", `${path}/${action}`, { body }),
    onSuccess: (answer) => {
      // What says that it is done must not stand beside a page that says otherwise.
      if (SWITCHES.includes(action))
        client.setQueryData<unknown>(endpointDetail(endpoint.projectId, endpoint.id).queryKey, answer);
      onSuccess(answer);
      return client.invalidateQueries({ queryKey: [endpoint.projectId] });
    },
  });
}
