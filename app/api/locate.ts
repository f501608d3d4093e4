/** From a caller and a path to a principal in a workspace and the rows the path names; foreign is unknown. */
import { ApiError, notFound } from "@/lib/api-error";
import type { Gate } from "@/lib/contract/route";
import {
  type DeliveryRef,
  type EndpointRef,
  findDelivery,
  findEndpoint,
  findProject,
  type ProjectRef,
} from "@/lib/lookups";
import { roleOf, workspacesOf } from "@/lib/members";
import { uuidOf } from "@/lib/platform/ids";
import type { Principal } from "@/lib/principal";
import type { Caller } from "./authenticate";

export type Params = Record<string, string>;

/** Where a request is at home. `workspaceId` is null for routes outside of workspaces only. */
export type Located = {
  principal: Principal;
  workspaceId: string | null;
  project: ProjectRef | null;
};

/** Throws `not_found` for what does not exist and what is not the caller's, without a difference. */
export async function locate(caller: Caller, gate: Gate, request: Request, params: Params): Promise<Located> {
  // Postgres cannot hold NUL, so nothing is called so.
  if (Object.values(params).some((value) => value.includes("\u0000"))) throw notFound();
  if (caller.kind === "person") return locatePerson(caller, gate, request, params);
  const home = caller.kind === "root" ? headerWorkspace(request) : caller.workspaceId;
  if (!gate.project) {
    if (!home && !gate.outside) throw workspaceMissing();
    return { principal: caller, workspaceId: home, project: null };
  }
  const project = await findProject(params.project ?? "", home);
  if (!project || (caller.kind !== "root" && caller.projectId && caller.projectId !== project.id))
    throw notFound();
  return { principal: caller, workspaceId: project.workspaceId, project };
}

async function locatePerson(
  person: Extract<Caller, { kind: "person" }>,
  gate: Gate,
  request: Request,
  params: Params,
): Promise<Located> {
  const named = headerWorkspace(request);
  const byId = gate.project && uuidOf("project", params.project ?? "") !== null;
  // A project's id says the workspace.
  const home = byId ? null : (named ?? (await workspacesOf(person.userId))[0]?.id ?? null);
  const project = gate.project ? await findProject(params.project ?? "", home) : null;
  if (gate.project && !project) throw notFound();
  const workspaceId = project?.workspaceId ?? home;
  const role = workspaceId ? await roleOf(person.userId, workspaceId) : null;
  if (!workspaceId || !role) throw notFound();
  const { userId, name } = person;
  return { principal: { kind: "user", userId, name, workspaceId, role }, workspaceId, project };
}

const workspaceMissing = () =>
  new ApiError("malformed_request", "Name the workspace in the header X-Workspace.");

/** The workspace named in `X-Workspace`, as a uuid; one that is not an id is a workspace nobody has. */
function headerWorkspace(request: Request): string | null {
  const header = request.headers.get("x-workspace");
  if (header === null) return null;
  const id = uuidOf("workspace", header);
  if (!id) throw notFound();
  return id;
}

/** The endpoint and the delivery the path names, when the gate asks for them. Throws `not_found`. */
export async function locateInside(
  gate: Gate,
  project: ProjectRef | null,
  params: Params,
): Promise<{ endpoint: EndpointRef | null; delivery: DeliveryRef | null }> {
  const endpoint = gate.endpoint && project ? await findEndpoint(project.id, params.endpoint ?? "") : null;
  const delivery = gate.delivery && project ? await findDelivery(project.id, params.delivery ?? "") : null;
  if ((gate.endpoint && !endpoint) || (gate.delivery && !delivery)) throw notFound();
  return { endpoint, delivery };
}
