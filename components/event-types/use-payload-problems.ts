"use client";

import { useQuery } from "@tanstack/react-query";
import { useSettled } from "@/components/dialects/use-settled";
import type { FieldError } from "@/lib/contract/problem";

/** What a payload's schema does not allow in it, once the typing rests. The interpreter comes when there is a schema. */
export function usePayloadProblems(schema: string | null, payload: string, root?: string): FieldError[] {
  const settled = useSettled(payload);
  const rules = useSettled(schema ?? "");
  const { data } = useQuery({
    queryKey: ["payload-problems", rules, settled, root],
    queryFn: async () => {
      const { payloadProblems } = await import("./payload-problems");
      return payloadProblems(rules, settled, root);
    },
    enabled: rules.trim() !== "" && settled.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return rules.trim() !== "" && settled.trim() !== "" ? (data ?? []) : [];
}
