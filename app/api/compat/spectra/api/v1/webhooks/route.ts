import { throughDoor } from "@/app/api/compat/door";
import { everyEndpoint } from "@/app/api/compat/every-endpoint";
import { listedWebhook, registerBody, shownWebhook, spectraManner } from "@/app/api/compat/spectra/manner";
import { endpointNumbers } from "@/lib/endpoint-numbers";
import { createEndpoint } from "@/lib/endpoints";

const register = { scope: "endpoints:write", project: true, body: registerBody } as const;

export const POST = throughDoor(spectraManner, register, async ({ principal, project, body }) => {
  const subscriptions = body.events.map((type) => ({ type }));
  const made = await createEndpoint(principal, project, { url: body.url, subscriptions });
  const numbers = await endpointNumbers(project, [made.id]);
  const webhook = { ...shownWebhook(made, numbers.get(made.id) ?? 0), secret: made.secret };
  return Response.json(webhook, { status: 201, headers: { "Cache-Control": "no-store" } });
});

const list = { scope: "read", project: true } as const;

export const GET = throughDoor(spectraManner, list, async ({ project }) => {
  const endpoints = await everyEndpoint(project);
  const ids = endpoints.map(({ id }) => id);
  const numbers = await endpointNumbers(project, ids);
  return Response.json(endpoints.map((endpoint) => listedWebhook(endpoint, numbers.get(endpoint.id) ?? 0)));
});
