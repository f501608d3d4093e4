"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "@/components/api-client";
import { toast } from "@/components/ui/toaster";
import type { Dialect } from "@/lib/contract/dialects";

/** Defines a dialect and leads back to all of them. */
export function useCreateDialect() {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; policy: object }) =>
      api<Dialect>("POST", "/workspace/dialects", { body }),
    onSuccess: async ({ title }) => {
      await client.invalidateQueries({ queryKey: ["dialects"] });
      toast.done(`${title} can be chosen now.`);
      router.push("/dialects");
    },
  });
}
