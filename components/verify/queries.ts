import { apiQuery } from "@/components/api-query";
import type { Delivery } from "@/lib/contract/deliveries";
import type { Page } from "@/lib/contract/page";
import type { VerificationSnippets } from "@/lib/contract/verification";

/** Below the endpoint's key: another dialect is another code. */
export const endpointSnippets = (project: string, endpoint: string) =>
  apiQuery<VerificationSnippets>(
    [project, "endpoints", endpoint, "snippets"],
    `/projects/${project}/endpoints/${endpoint}/verification-snippets`,
  );

/** The newest deliveries of an endpoint that were sent; below the lists, which change with every delivery. */
export const sentDeliveries = (project: string, endpoint: string) =>
  apiQuery<Page<Delivery>>(
    [project, "deliveries", "list", "sent", endpoint],
    `/projects/${project}/endpoints/${endpoint}/deliveries`,
    { status: ["succeeded", "failed"], limit: "20" },
  );
