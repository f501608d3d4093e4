/** Alerts over the API: what a workspace wants to be told of about its endpoints, and how. */
import { z } from "zod";
import { emailAddress } from "./people";
import { instant, publicIdOf } from "./text";

export const ALERT_KINDS = ["failing", "disabled", "backlog"] as const;
const kind = z
  .enum(ALERT_KINDS)
  .describe(
    "`failing`: every attempt fails; `disabled`: by a rule, not by hand; `backlog`: what is due waits.",
  );
export type AlertKind = (typeof ALERT_KINDS)[number];

const projectId = publicIdOf("prj");
const MAX_MINUTES = 10_080;
const minutes = z
  .int()
  .min(1)
  .max(MAX_MINUTES)
  .describe("For how long it has to be so; a disabled endpoint is told of at once.");

/** How somebody is told. A chat's URL is a credential: what is shown of it afterwards is masked. */
export const alertTarget = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("email"), to: z.array(emailAddress).min(1).max(10) }),
  z.strictObject({ type: z.literal("chat"), url: z.string().min(1).max(2_048) }),
  z.strictObject({ type: z.literal("event"), projectId }),
]);

export const createAlertRuleBody = z.strictObject({
  kind,
  minutes: minutes.default(10),
  projectId: projectId.nullable().default(null).describe("Only about this project's endpoints."),
  target: alertTarget,
});
export type CreateAlertRuleBody = z.output<typeof createAlertRuleBody>;

export const updateAlertRuleBody = z.strictObject({ enabled: z.boolean(), minutes }).partial();
export type UpdateAlertRuleBody = z.output<typeof updateAlertRuleBody>;

export const alertRule = z
  .object({
    id: publicIdOf("alr"),
    kind,
    minutes: z.number().int(),
    projectId: projectId.nullable(),
    target: z.discriminatedUnion("type", [
      z.object({ type: z.literal("email"), to: z.array(z.string()) }),
      z.object({ type: z.literal("chat"), url: z.string().describe("Masked.") }),
      z.object({ type: z.literal("event"), projectId }),
    ]),
    enabled: z.boolean(),
    open: z.number().int().describe("Endpoints that it applies to now."),
    lastSentAt: instant.nullable(),
    lastError: z
      .string()
      .nullable()
      .describe("What went wrong with the last notice; one of several mails may have."),
    createdAt: instant,
  })
  .meta({ id: "AlertRule" });
export type AlertRule = z.infer<typeof alertRule>;

export const alertRules = z
  .object({
    data: z.array(alertRule),
    sendsMail: z.boolean().describe("Whether this installation sends mail."),
  })
  .meta({ id: "AlertRules" });
export type AlertRules = z.infer<typeof alertRules>;

export const alertTest = z
  .object({
    sent: z.boolean().describe("To at least one address."),
    error: z.string().nullable().describe("What went wrong, also where only some mails did."),
  })
  .meta({ id: "AlertTest" });
export type AlertTest = z.infer<typeof alertTest>;
