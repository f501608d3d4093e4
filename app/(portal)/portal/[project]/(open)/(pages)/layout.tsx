import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { portalViewer } from "@/app/(portal)/portal-viewer";
import { isNowhere } from "@/app/nowhere";

type Props = { params: Promise<{ project: string }>; children: ReactNode };

/** Around every page of the portal: an address that names nothing is answered 404. */
export default async function PortalPagesLayout({ params, children }: Props) {
  const { project } = await params;
  if (await isNowhere(() => portalViewer(project))) notFound();
  return children;
}
