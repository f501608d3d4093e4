/** REST hooks over the API: how no-code platforms subscribe, unsubscribe and ask what an event looks like. */
import { z } from "zod";
import { endpointId, typePattern } from "./endpoints";
import { instant } from "./text";

const url = z.string().min(1).max(2_048);

/** Platforms name the URL differently and send fields of their own along, so this body is not strict. */
export const createHookBody = z
  .object({
    targetUrl: url.optional(),
    hookUrl: url.optional().describe("The same, as some platforms name it."),
    event: typePattern,
  })
  .refine((given) => given.targetUrl ?? given.hookUrl, { path: ["targetUrl"], message: "is required" });
export type CreateHookBody = z.output<typeof createHookBody>;

export const hook = z
  .object({
    id: endpointId.describe("It is an endpoint, and shown as one."),
    targetUrl: z.string(),
    event: z.string(),
    createdAt: instant,
  })
  .meta({ id: "Hook" });
export type Hook = z.infer<typeof hook>;

export const samplesQuery = z.object({ event: typePattern.default("*") });
export type SamplesQuery = z.output<typeof samplesQuery>;

/** Bodies as they are sent: the newest of the project's events, or the catalogue's examples. */
export const hookSamples = z.array(z.record(z.string(), z.json()));
