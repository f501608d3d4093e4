import { headers } from "next/headers";
import { ask, isMissing } from "@/app/(dashboard)/prefetch";
import { currentViewer } from "@/app/(dashboard)/viewer";
import { GET as getDelivery } from "@/app/api/v1/projects/[project]/deliveries/[delivery]/route";
import { GET as getEndpoint } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/route";
import { GET as getEvent } from "@/app/api/v1/projects/[project]/events/[event]/route";
import { GET as getProject } from "@/app/api/v1/projects/[project]/route";
import { GET as getDialect } from "@/app/api/v1/workspace/dialects/[name]/route";
import { GET as getEventType } from "@/app/api/v1/workspace/event-types/[name]/route";
import { GET as getInbox } from "@/app/api/v1/workspace/play/[inbox]/route";
import { deliveryDetail } from "@/components/deliveries/queries";
import { dialectDetail } from "@/components/dialects/queries";
import { endpointDetail } from "@/components/endpoints/queries";
import { eventTypeDetail } from "@/components/event-types/queries";
import { eventDetail } from "@/components/events/queries";
import { playInbox } from "@/components/play/queries";
import { projectDetail } from "@/components/projects/queries";
import type { Viewer } from "@/components/viewer";
import type { Project } from "@/lib/contract/projects";

const PROJECT = /^\/(?:projects|portal)\/([^/]+)/;

/** What an address names inside a project, and inside a workspace: the read that says whether it is there. */
const OF_PROJECT = [
  [/\/endpoints\/(?!new$)([^/]+)/, "endpoint", endpointDetail, getEndpoint],
  [/\/deliveries\/([^/]+)/, "delivery", deliveryDetail, getDelivery],
  [/\/events\/(?!publish$)([^/]+)/, "event", eventDetail, getEvent],
] as const;
const OF_WORKSPACE = [
  [/^\/event-types\/([^/]+)/, "name", eventTypeDetail, getEventType],
  [/^\/dialects\/(?!new$|infer$)([^/]+)/, "name", dialectDetail, getDialect],
  [/^\/play\/inboxes\/([^/]+)/, "inbox", playInbox, getInbox],
] as const;

/**
 * Whether the address that is being loaded names something that is not there, or not the viewer's: asked by the
 * layout around all pages, because a page that streams has sent its 200 by the time it knows. What is asked is kept
 * for the page (`ask`). A project in another workspace of the viewer's is left to the project's layout, which goes there.
 */
export async function isNowhere(viewerOf: () => Promise<Viewer | null> = currentViewer): Promise<boolean> {
  const viewer = await viewerOf();
  if (!viewer) return false;
  const [address = ""] = ((await headers()).get("x-address") ?? "").split("?");
  const project = named(PROJECT, address);
  if (project === null) {
    for (const [pattern, param, read, route] of OF_WORKSPACE) {
      const id = named(pattern, address);
      if (id !== null) return isMissing(route, read(id).path, { [param]: id }, viewerOf);
    }
    return false;
  }
  const projectPath = projectDetail(project).path;
  if (await isMissing(getProject, projectPath, { project }, viewerOf)) return true;
  const found = await ask<Project>(getProject, projectPath, { project }, viewerOf);
  if (found?.workspaceId !== viewer.workspace.id) return false;
  for (const [pattern, param, read, route] of OF_PROJECT) {
    const id = named(pattern, address);
    if (id !== null) return isMissing(route, read(project, id).path, { project, [param]: id }, viewerOf);
  }
  return false;
}

function named(pattern: RegExp, address: string): string | null {
  const [, segment] = pattern.exec(address) ?? [];
  return segment === undefined ? null : decodeURIComponent(segment);
}
