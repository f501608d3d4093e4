/** The project of an API key: behind these doors the key is the account, so it must open exactly one. */
import { authenticate } from "@/app/api/authenticate";
import { ApiError } from "@/lib/api-error";
import { publicId } from "@/lib/platform/ids";
import type { ApiKeyPrincipal } from "@/lib/principal";

export type ProjectKey = ApiKeyPrincipal & { projectId: string };

/** Throws `unauthenticated`, and `forbidden` for a key of a whole workspace. */
export async function projectKeyOf(request: Request): Promise<ProjectKey> {
  const unnamed = new ApiError("unauthenticated", "Send an API key.");
  if (request.headers.get("authorization") === null) throw unnamed;
  const caller = await authenticate(request);
  if (caller.kind !== "api-key") throw unnamed;
  const { projectId } = caller;
  if (projectId === null)
    throw new ApiError("forbidden", "Use an API key of one project: here the key's project is the account.");
  return { ...caller, projectId };
}

/** As `{project}` of a path. */
export const projectParam = ({ projectId }: ProjectKey) => publicId("project", projectId);
