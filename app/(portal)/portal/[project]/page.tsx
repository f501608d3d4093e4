import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { currentTheme, portalViewer } from "@/app/(portal)/portal-viewer";
import { PortalDoor } from "@/components/portal/portal-door";
import { PortalMark } from "@/components/portal/portal-mark";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { portalLook } from "@/lib/portal-links";

export const metadata: Metadata = { title: { absolute: "Webhooks" } };

type Props = { params: Promise<{ project: string }> };

export default async function PortalPage({ params }: Props) {
  const { project } = await params;
  const look = await portalLook(project);
  if (!look) notFound();
  const isOpen = (await portalViewer(project)) !== null;
  return (
    <div className="mx-auto flex min-h-dvh max-w-[22rem] flex-col px-4 py-6">
      <main className="mt-[10dvh] mb-auto py-8">
        <div className="mb-8">
          <PortalMark name={look.name} color={look.brandColor} />
        </div>
        <PortalDoor project={project} host={look.name} isOpen={isOpen} />
      </main>
      <footer className="flex justify-center">
        <ThemeSwitch initial={await currentTheme()} />
      </footer>
    </div>
  );
}
