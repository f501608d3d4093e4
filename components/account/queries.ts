import { apiQuery } from "@/components/api-query";
import type { Account } from "@/lib/contract/account";

export const ownAccount = () => apiQuery<Account>(["account"], "/account");
