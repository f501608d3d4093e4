import { apiQuery } from "@/components/api-query";
import type { OwnWorkspace } from "@/lib/contract/workspaces";

export const ownWorkspace = () => apiQuery<OwnWorkspace>(["workspace"], "/workspace");
