import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as readWorkspace } from "@/app/api/v1/workspace/route";
import { PublishEvent } from "@/components/events/publish-event";
import { ownWorkspace } from "@/components/settings/queries";

export const metadata: Metadata = { title: "Publish event" };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export default async function PublishEventPage({ params, searchParams }: Props) {
  const { project } = await params;
  const { type } = await searchParams;
  const viewer = await requireViewer(`/projects/${project}/events/publish`, await searchParams);
  if (!viewer.may.includes("events:write")) redirect(`/projects/${project}/events`);
  return (
    <Prefetched asked={[[ownWorkspace(), readWorkspace]]} params={{ project }}>
      <PublishEvent project={project} initialType={typeof type === "string" ? type : ""} />
    </Prefetched>
  );
}
