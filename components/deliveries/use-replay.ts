"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api, messageOf } from "@/components/api-client";
import { toast } from "@/components/ui/toaster";
import { useProjectPath } from "@/components/viewer";
import type { Delivery } from "@/lib/contract/deliveries";

/** Sends a delivery's bytes again as a new delivery, which the lists show as soon as the API has made it. */
export function useReplay(project: string, onSent?: () => void) {
  const client = useQueryClient();
  const router = useRouter();
  const base = useProjectPath()(project);
  return useMutation({
    mutationFn: (id: string) =>
      api<Delivery>("POST", `/projects/${project}/deliveries/${id}/replay`, { body: {} }),
    onSuccess: async ({ id }) => {
      onSent?.();
      toast.done("Replay on its way.", {
        label: "Watch it",
        run: () => router.push(`${base}/deliveries/${id}`),
      });
      await Promise.all([
        client.invalidateQueries({ queryKey: [project, "deliveries"] }),
        client.invalidateQueries({ queryKey: [project, "events"] }),
      ]);
    },
    onError: (error) => toast.error(messageOf(error)),
  });
}
