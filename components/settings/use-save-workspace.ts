"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "@/components/api-client";
import { toast } from "@/components/ui/toaster";
import type { OwnWorkspace } from "@/lib/contract/workspaces";
import { ownWorkspace } from "./queries";

/** Saves some of the workspace's settings; what else shows them is fetched again. */
export function useSaveWorkspace(onSaved?: () => void) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (change: Partial<OwnWorkspace>) => api<OwnWorkspace>("PATCH", "/workspace", { body: change }),
    onSuccess: (saved, change) => {
      client.setQueryData(ownWorkspace().queryKey, saved);
      toast.done("Saved.");
      onSaved?.();
      // The workspace's name stands in the frame around the page.
      if (change.name !== undefined) router.refresh();
    },
  });
}
