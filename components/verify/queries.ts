import { apiQuery } from "@/components/api-query";
import type { VerificationSnippets } from "@/lib/contract/verification";

/** Below the endpoint's key: another dialect is another code. */
export const endpointSnippets = (project: string, endpoint: string) =>
  apiQuery<VerificationSnippets>(
    [project, "endpoints", endpoint, "snippets"],
    `/projects/${project}/endpoints/${endpoint}/verification-snippets`,
  );
