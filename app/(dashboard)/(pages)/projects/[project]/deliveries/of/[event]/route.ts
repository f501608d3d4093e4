import { redirect } from "next/navigation";
import { ask } from "@/app/(dashboard)/prefetch";
import { rememberWorkspace } from "@/app/(dashboard)/remember-workspace";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDeliveries } from "@/app/api/v1/projects/[project]/deliveries/route";
import { GET as listEndpoints } from "@/app/api/v1/projects/[project]/endpoints/route";
import { GET as getProject } from "@/app/api/v1/projects/[project]/route";
import type { Delivery } from "@/lib/contract/deliveries";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { Page } from "@/lib/contract/page";
import type { Project } from "@/lib/contract/projects";

type Context = { params: Promise<{ project: string; event: string }> };

/**
 * Where the link in a Slack message leads. The message was written once for all of the event's deliveries, so which
 * of them is meant is found here: the one to Slack, else the event with all of them.
 */
export async function GET(_: Request, { params }: Context): Promise<never> {
  const { project: id, event } = await params;
  const viewer = await requireViewer(`/projects/${id}/deliveries/of/${event}`);
  const base = `/projects/${encodeURIComponent(id)}`;
  const project = await ask<Project>(getProject, `/api/v1${base}`, { project: id });
  if (project && project.workspaceId !== viewer.workspace.id) await rememberWorkspace(project.workspaceId);
  const inProject = { project: id };
  const query = `?event=${encodeURIComponent(event)}&limit=100`;
  const [deliveries, endpoints] = await Promise.all([
    ask<Page<Delivery>>(listDeliveries, `/api/v1${base}/deliveries${query}`, inProject),
    ask<Page<Endpoint>>(listEndpoints, `/api/v1${base}/endpoints?limit=100`, inProject),
  ]);
  const inSlack = new Set(
    (endpoints?.data ?? []).filter(({ destination }) => destination.type === "slack").map((each) => each.id),
  );
  const meant = (deliveries?.data ?? []).filter((each) => inSlack.has(each.endpointId));
  const isClear = new Set(meant.map((each) => each.endpointId)).size === 1;
  const first = isClear ? meant.findLast((each) => each.replayOf === null) : undefined;
  redirect(first ? `${base}/deliveries/${first.id}` : `${base}/events/${encodeURIComponent(event)}`);
}
