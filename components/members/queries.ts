import { apiQuery } from "@/components/api-query";
import type { Page } from "@/lib/contract/page";
import type { Member } from "@/lib/contract/people";

export const memberList = (cursor: string | null = null) =>
  apiQuery<Page<Member>>(["members", "list", cursor], "/workspace/members", { cursor });

/** The people that filters offer: the first hundred. */
export const memberNames = () =>
  apiQuery<Page<Member>>(["members", "names"], "/workspace/members", { limit: "100" });
