import { apiQuery } from "@/components/api-query";
import type { ApiKey } from "@/lib/contract/api-keys";
import type { Page } from "@/lib/contract/page";

export const apiKeyList = (cursor: string | null = null) =>
  apiQuery<Page<ApiKey>>(["api-keys", "list", cursor], "/workspace/api-keys", { cursor });
