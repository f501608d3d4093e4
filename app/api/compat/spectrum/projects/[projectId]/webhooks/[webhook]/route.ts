import { throughDoor } from "@/app/api/compat/door";
import { spectrumManner } from "@/app/api/compat/spectrum/manner";
import { deleteEndpoint } from "@/lib/endpoints";
import { uuidOf } from "@/lib/platform/ids";

const remove = { scope: "endpoints:write", project: true, endpoint: true } as const;

export const DELETE = throughDoor(
  spectrumManner,
  remove,
  async ({ principal, project, endpoint, params }) => {
    await deleteEndpoint(principal, project, endpoint);
    return Response.json({ id: uuidOf("endpoint", params.endpoint ?? "") });
  },
);
