import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { currentTheme, portalViewer } from "@/app/(portal)/portal-viewer";
import { GET as getProject } from "@/app/api/v1/projects/[project]/route";
import { PortalShell } from "@/components/portal/portal-shell";
import { projectDetail } from "@/components/projects/queries";
import { QueryProvider } from "@/components/query-provider";
import { ViewerProvider } from "@/components/viewer";
import { portalLook } from "@/lib/portal-links";

type Props = { params: Promise<{ project: string }>; children: ReactNode };

/** In the host's name: the visitor is their customer, not ours. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const name = (await portalLook((await params).project))?.name ?? "Webhooks";
  return { title: { default: name, template: `%s · ${name.replaceAll("%", "")}` } };
}

export default async function PortalLayout({ params, children }: Props) {
  const { project } = await params;
  const viewer = await portalViewer(project);
  // The page itself sends whoever is not inside to the portal's first page.
  if (!viewer) return children;
  const color = (await portalLook(project))?.brandColor ?? null;
  return (
    <QueryProvider>
      <ViewerProvider viewer={viewer}>
        <Prefetched
          asked={[[projectDetail(project), getProject]]}
          params={{ project }}
          viewerOf={() => portalViewer(project)}
        >
          <PortalShell project={project} color={color} theme={await currentTheme()}>
            {children}
          </PortalShell>
        </Prefetched>
      </ViewerProvider>
    </QueryProvider>
  );
}
