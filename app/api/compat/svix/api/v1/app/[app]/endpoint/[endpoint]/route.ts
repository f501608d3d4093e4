import { throughDoor } from "@/app/api/compat/door";
import { shownEndpoint, svixManner } from "@/app/api/compat/svix/manner";
import { deleteEndpoint, getEndpoint } from "@/lib/endpoints";

const read = { scope: "read", project: true, endpoint: true } as const;

export const GET = throughDoor(svixManner, read, async ({ project, endpoint }) =>
  Response.json(shownEndpoint(await getEndpoint(project, endpoint.id))),
);

const remove = { scope: "endpoints:write", project: true, endpoint: true } as const;

export const DELETE = throughDoor(svixManner, remove, async ({ principal, project, endpoint }) => {
  await deleteEndpoint(principal, project, endpoint);
  return undefined;
});
