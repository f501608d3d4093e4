"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, messageOf } from "@/components/api-client";
import { toast } from "@/components/ui/toaster";
import type { SavedView } from "@/lib/contract/saved-views";
import { savedViewList } from "./queries";

type New = { name: string; query: string };

/** The person's views of a list, saving one and forgetting one; each can be undone. */
export function useSavedViews(project: string, list: SavedView["list"], isOn: boolean) {
  const client = useQueryClient();
  const path = `/projects/${project}/saved-views`;
  const { data } = useQuery({ ...savedViewList(project), enabled: isOn });
  const refresh = () => client.invalidateQueries({ queryKey: savedViewList(project).queryKey });
  const onError = (error: unknown) => toast.error(messageOf(error));
  const save = useMutation({
    mutationFn: ({ name, query }: New) => api<SavedView>("POST", path, { body: { list, name, query } }),
    onSuccess: refresh,
  });
  const forget = useMutation({
    mutationFn: ({ id }: SavedView) => api("DELETE", `${path}/${id}`),
    onSuccess: (_, { name, query }) => {
      toast.done(`View "${name}" deleted.`, {
        label: "Undo",
        run: () => save.mutate({ name, query }, { onError }),
      });
      return refresh();
    },
    onError,
  });
  return { views: (data?.data ?? []).filter((view) => view.list === list), save, forget };
}
