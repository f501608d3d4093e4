/** Workspaces over the API. */
import { z } from "zod";
import { role } from "./scopes";
import { dialectName, displayName, instant, publicIdOf } from "./text";

export const workspaceId = publicIdOf("ws");

const apiKeyPrefix = z
  .string()
  .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/, "must be lower-case letters and digits, in parts joined by _")
  .max(32);

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
});
export type UpdateWorkspaceBody = z.output<typeof updateWorkspaceBody>;

export const workspace = z
  .object({
    id: workspaceId,
    name: z.string(),
    dialect: z.string(),
    strictTypes: z.boolean(),
    apiKeyPrefix: z.string(),
    retentionDays: z.number().nullable(),
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
