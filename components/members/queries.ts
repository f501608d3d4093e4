import { apiQuery } from "@/components/api-query";
import type { Page } from "@/lib/contract/page";
import type { Member } from "@/lib/contract/people";

export const memberList = (cursor: string | null = null) =>
  Object.assign(apiQuery<Page<Member>>(["members", "list", cursor], "/workspace/members", { cursor }), {
    // What becomes of a mail is known in seconds.
    refetchInterval: ({ state }: { state: { data?: Page<Member> | undefined } }) =>
      state.data?.data.some(({ mail }) => mail?.status === "sending") ? 1_500 : (false as const),
  });

/** The people that filters offer: the first hundred. */
export const memberNames = () =>
  apiQuery<Page<Member>>(["members", "names"], "/workspace/members", { limit: "100" });
