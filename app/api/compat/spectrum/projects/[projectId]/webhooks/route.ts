import { throughDoor } from "@/app/api/compat/door";
import { everyEndpoint } from "@/app/api/compat/every-endpoint";
import { registerBody, shownWebhook, spectrumManner } from "@/app/api/compat/spectrum/manner";
import { createEndpointOnce } from "@/lib/endpoints";

const register = { scope: "endpoints:write", project: true, body: registerBody } as const;

export const POST = throughDoor(spectrumManner, register, async ({ principal, project, body }) => {
  const made = await createEndpointOnce(principal, project, {
    url: body.webhookUrl,
    subscriptions: [{ type: "*" }],
  });
  const { id, webhookUrl, ...times } = shownWebhook(made);
  const webhook = { id, webhookUrl, signingSecret: made.secret, ...times };
  return Response.json(webhook, { status: 201, headers: { "Cache-Control": "no-store" } });
});

const list = { scope: "read", project: true } as const;

export const GET = throughDoor(spectrumManner, list, async ({ project }) =>
  Response.json((await everyEndpoint(project)).map(shownWebhook)),
);
