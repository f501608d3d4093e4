/** Spectrum's management API as its customers know it: HTTP Basic with project and secret, uuids, `{succeed, data}`. */
import { z } from "zod";
import { type Manner, withHeaders } from "@/app/api/compat/door";
import { type ProjectKey, projectKeyOf, projectParam } from "@/app/api/compat/project-key";
import { REFUSALS } from "@/app/api/compat/refusals";
import { ApiError } from "@/lib/api-error";
import type { Endpoint } from "@/lib/contract/endpoints";
import { findProject } from "@/lib/lookups";
import { publicId, uuidOf } from "@/lib/platform/ids";

const wrong = () => new ApiError("unauthenticated", "The project id or its secret is not valid.");

export const spectrumManner: Manner = {
  enter: async (request, { projectId = "", webhook = "" }) => {
    const { name, secret } = basicCredentials(request);
    const authorized = withHeaders(request, {
      authorization: `Bearer ${secret}`,
      "content-type": request.headers.get("content-type") ?? "application/json",
    });
    const key = await projectKeyOf(authorized);
    // The pair is the credential: a secret opens no other project than the one named beside it and in the path.
    for (const named of new Set([name, projectId])) if (!(await isProjectOf(key, named))) throw wrong();
    const endpoint = UUID.test(webhook) ? publicId("endpoint", webhook.toLowerCase()) : webhook;
    return { request: authorized, params: { project: projectParam(key), endpoint } };
  },
  success: (data) => ({ succeed: true, data }),
  failure: REFUSALS.spectrum,
  challenge: 'Basic realm="projects", charset="UTF-8"',
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** RFC 7617. Throws `unauthenticated`. */
function basicCredentials(request: Request): { name: string; secret: string } {
  const encoded = /^Basic ([A-Za-z0-9+/]{1,2048}={0,2})$/i.exec(
    request.headers.get("authorization") ?? "",
  )?.[1];
  if (!encoded) throw new ApiError("unauthenticated", "Send projectId:projectSecret as HTTP Basic.");
  const [, name, secret] = /^([^:]*):([\x21-\x7e]+)$/.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  if (!name || !secret) throw wrong();
  return { name, secret };
}

async function isProjectOf(key: ProjectKey, named: string): Promise<boolean> {
  return (await findProject(named, key.workspaceId))?.id === key.projectId;
}

/** `{webhookUrl}`; whether it is a URL is the guard's business. */
export const registerBody = z.object({ webhookUrl: z.string().min(1).max(2_048) });

export const shownWebhook = (endpoint: Endpoint) => ({
  id: uuidOf("endpoint", endpoint.id),
  webhookUrl: endpoint.url,
  createdAt: endpoint.createdAt,
  updatedAt: endpoint.updatedAt,
});
