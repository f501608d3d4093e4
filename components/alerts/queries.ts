import { apiQuery } from "@/components/api-query";
import type { AlertRules } from "@/lib/contract/alerts";

export const alertRules = () =>
  Object.assign(apiQuery<AlertRules>(["alert-rules"], "/workspace/alert-rules"), { refetchInterval: 15_000 });
