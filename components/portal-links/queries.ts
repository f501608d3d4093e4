import { apiQuery } from "@/components/api-query";
import type { Page } from "@/lib/contract/page";
import type { PortalLink } from "@/lib/contract/portal-links";

export const portalLinkList = (project: string, cursor: string | null = null) =>
  apiQuery<Page<PortalLink>>([project, "portal-links", cursor], `/projects/${project}/portal-links`, {
    cursor,
  });
