/** Workspaces over the API. */
import { z } from "zod";
import { schemaCheck } from "./schema-checks";
import { role } from "./scopes";
import { dialectName, displayName, instant, publicIdOf } from "./text";

export const workspaceId = publicIdOf("ws");

const apiKeyPrefix = z
  .string()
  .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/, "must be lower-case letters and digits, in parts joined by _")
  .max(32);

/** `https://app.example.com`, as browsers write it: no path, no trailing slash; http on loopback only. */
const embeddingOrigin = z
  .string()
  .max(255)
  .refine(isOrigin, "must be an origin such as https://app.example.com");

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin, protocol, hostname } = new URL(value);
  return origin === value && (protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname)));
}

export const createWorkspaceBody = z.strictObject({
  name: displayName,
  dialect: dialectName.optional().describe("A built-in dialect; `standard` unless given."),
  apiKeyPrefix: apiKeyPrefix
    .optional()
    .describe("What the workspace's API keys begin with; `phk_live` unless given."),
});
export type CreateWorkspaceBody = z.output<typeof createWorkspaceBody>;

export const updateWorkspaceBody = z.strictObject({
  name: displayName.optional(),
  dialect: dialectName
    .optional()
    .describe("Endpoints whose signing secret does not fit the new dialect keep the one they have."),
  strictTypes: z.boolean().optional().describe("Refuse events whose type is not in the catalogue."),
  schemaCheck: schemaCheck
    .optional()
    .describe("What becomes of an event whose payload its type's schema does not allow."),
  apiKeyPrefix: apiKeyPrefix.optional(),
  retentionDays: z
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .optional()
    .describe(
      "How long settled deliveries are kept; null: as long as this installation keeps them. Owners only.",
    ),
  runHoldSeconds: z
    .int()
    .min(60)
    .max(2_592_000)
    .optional()
    .describe("How long a run may hold deliveries when its end never comes."),
  brandColor: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, "must be a colour such as #b45309, in lower case")
    .nullable()
    .optional()
    .describe("The colour of the portal; null: Posthorn's."),
  portalOrigins: z
    .array(embeddingOrigin)
    .max(20)
    .transform((given) => [...new Set(given)])
    .optional()
    .describe("Origins whose pages may show the portal in a frame."),
});
export type UpdateWorkspaceBody = z.output<typeof updateWorkspaceBody>;

export const workspace = z
  .object({
    id: workspaceId,
    name: z.string(),
    dialect: z.string(),
    strictTypes: z.boolean(),
    schemaCheck,
    apiKeyPrefix: z.string(),
    retentionDays: z.number().nullable(),
    runHoldSeconds: z.number(),
    brandColor: z.string().nullable(),
    portalOrigins: z.array(z.string()),
    createdAt: instant,
  })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof workspace>;

/** The caller's own workspace, with what the caller is in it; `role` is null for an API key. */
export const ownWorkspace = workspace.extend({ role: role.nullable() }).meta({ id: "OwnWorkspace" });
export type OwnWorkspace = z.infer<typeof ownWorkspace>;

export const createdWorkspace = workspace
  .extend({ apiKey: z.object({ id: publicIdOf("key"), key: z.string() }) })
  .meta({ id: "CreatedWorkspace" });
export type CreatedWorkspace = z.infer<typeof createdWorkspace>;
