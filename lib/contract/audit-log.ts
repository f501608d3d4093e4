/** The audit log over the API. */
import { z } from "zod";
import type { UpdateAlertRuleBody } from "./alerts";
import { isPeriod, PERIOD_MESSAGE, period } from "./deliveries";
import { pageQuery } from "./page";
import { instant, publicIdOf } from "./text";
import type { UpdateWorkspaceBody } from "./workspaces";

export const ACTOR_KINDS = ["user", "api-key", "portal", "root", "system"] as const;

const filters = {
  ...period,
  action: z
    .string()
    .max(64)
    .regex(/^[a-z-]+(\.[a-z-]+)?$/)
    .optional()
    .describe("`endpoint.disable`, or `endpoint` for all of a noun's."),
  actor: z
    .union([z.enum(ACTOR_KINDS), z.string().regex(/^(usr|key|plk)_[0-9a-z]{26}$/)])
    .optional()
    .describe("The id of a person, API key or portal link, or a kind of actor such as `root`."),
};

export const auditLogQuery = z
  .strictObject({ ...pageQuery, ...filters })
  .refine(isPeriod, { path: ["until"], message: PERIOD_MESSAGE });
export type AuditLogQuery = z.output<typeof auditLogQuery>;

export const auditExportQuery = z
  .strictObject({ ...filters, format: z.enum(["csv", "json"]).default("csv") })
  .refine(isPeriod, { path: ["until"], message: PERIOD_MESSAGE });
export type AuditExportQuery = z.output<typeof auditExportQuery>;

/**
 * What an entry may say beside who, what and to whom. No other name can be written, and the page that shows the log
 * does not compile before it has words for each.
 */
export type AuditDetailName =
  | keyof UpdateWorkspaceBody
  | keyof UpdateAlertRuleBody
  | "added"
  | "cancelled"
  | "changed"
  | "deliveries"
  | "delivery"
  | "email"
  | "endpoint"
  | "events"
  | "expiresInSeconds"
  | "from"
  | "hint"
  | "kind"
  | "overwrite"
  | "perSecond"
  | "provider"
  | "readOnly"
  | "reason"
  | "replay"
  | "revokedAtOnce"
  | "role"
  | "scopes"
  | "target"
  | "to"
  | "total"
  | "uid"
  | "unchanged"
  | "updated"
  | "url";

export const auditEntry = z
  .object({
    id: publicIdOf("aud"),
    at: instant,
    actor: z.object({
      kind: z.enum(ACTOR_KINDS),
      id: z.string().nullable(),
      name: z.string(),
    }),
    action: z.string(),
    projectId: publicIdOf("prj").nullable(),
    targetId: z.string().nullable().describe("The id, or the name, of what it was done to."),
    targetName: z
      .string()
      .nullable()
      .describe("What that is called now, where an id says it and it is known."),
    detail: z.record(z.string(), z.json()),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof auditEntry>;
