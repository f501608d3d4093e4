import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listPortalLinks } from "@/app/api/v1/projects/[project]/portal-links/route";
import { PortalLinkList } from "@/components/portal-links/portal-link-list";
import { portalLinkList } from "@/components/portal-links/queries";

export const metadata: Metadata = { title: "Portal links" };

type Props = { params: Promise<{ project: string }> };

export default async function PortalLinksPage({ params }: Props) {
  const { project } = await params;
  await requireViewer(`/projects/${project}/portal-links`);
  return (
    <Prefetched asked={[[portalLinkList(project), listPortalLinks]]} params={{ project }}>
      <PortalLinkList project={project} />
    </Prefetched>
  );
}
