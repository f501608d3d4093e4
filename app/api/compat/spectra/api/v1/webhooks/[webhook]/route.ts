import { throughDoor } from "@/app/api/compat/door";
import { spectraManner, webhookOf } from "@/app/api/compat/spectra/manner";
import { deleteEndpoint } from "@/lib/endpoints";

const remove = { scope: "endpoints:write", project: true } as const;

export const DELETE = throughDoor(spectraManner, remove, async ({ principal, project, params }) => {
  await deleteEndpoint(principal, project, await webhookOf(project, params.webhook));
  return Response.json({ id: Number(params.webhook) });
});
