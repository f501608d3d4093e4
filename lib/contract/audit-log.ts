/** The audit log over the API. */
import { z } from "zod";
import { pageQuery } from "./page";
import { instant, publicIdOf } from "./text";

export const auditLogQuery = z.strictObject({
  ...pageQuery,
  action: z
    .string()
    .max(64)
    .regex(/^[a-z-]+(\.[a-z-]+)?$/)
    .optional()
    .describe("`endpoint.disable`, or `endpoint` for all of a noun's."),
});
export type AuditLogQuery = z.output<typeof auditLogQuery>;

export const auditEntry = z
  .object({
    id: publicIdOf("aud"),
    at: instant,
    actor: z.object({
      kind: z.enum(["user", "api-key", "root", "system"]),
      id: z.string().nullable(),
      name: z.string(),
    }),
    action: z.string(),
    projectId: publicIdOf("prj").nullable(),
    targetId: z.string().nullable(),
    detail: z.record(z.string(), z.json()),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof auditEntry>;
