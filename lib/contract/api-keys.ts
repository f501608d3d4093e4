/** API keys over the API. */
import { z } from "zod";
import { scope } from "./scopes";
import { displayName, instant, publicIdOf } from "./text";

export const apiKeyId = publicIdOf("key");

export const createApiKeyBody = z.strictObject({
  name: displayName,
  scopes: z
    .array(scope)
    .min(1)
    .transform((given) => [...new Set(given)]),
  expiresAt: instant.nullable().optional(),
});
export type CreateApiKeyBody = z.output<typeof createApiKeyBody>;

export const apiKey = z
  .object({
    id: apiKeyId,
    projectId: publicIdOf("prj").nullable().describe("Set when the key opens one project only."),
    name: z.string(),
    hint: z.string().describe("Its beginning and its last four characters."),
    scopes: z.array(scope),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof apiKey>;

/** The only answer that holds the key itself. */
export const apiKeyWithKey = apiKey.extend({ key: z.string() }).meta({ id: "ApiKeyWithKey" });
export type ApiKeyWithKey = z.infer<typeof apiKeyWithKey>;
