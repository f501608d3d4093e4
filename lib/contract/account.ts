/** A person's own account over the API: password, sessions, second factor. */
import { z } from "zod";
import { emailAddress, newPassword, userId } from "./people";
import { instant, publicIdOf } from "./text";

const password = z.string().max(1_024);
const code = z.string().min(1).max(32);

export const accountSession = z
  .object({
    id: publicIdOf("ses"),
    address: z.string().describe("From where they signed in."),
    userAgent: z.string(),
    createdAt: instant,
    lastSeenAt: instant,
    isCurrent: z.boolean(),
  })
  .meta({ id: "AccountSession" });
export type AccountSession = z.infer<typeof accountSession>;

export const accountIdentity = z
  .object({
    provider: z.string().describe("`github`, `google` or `oidc`."),
    email: z.string().describe("Their address there when they were linked."),
    linkedAt: instant,
  })
  .meta({ id: "AccountIdentity" });

export type AccountIdentity = z.infer<typeof accountIdentity>;

export const account = z
  .object({
    userId,
    email: z.string(),
    name: z.string(),
    hasPassword: z.boolean(),
    identities: z.array(accountIdentity).describe("The accounts elsewhere with which you can sign in."),
    twoFactor: z.boolean(),
    recoveryCodesLeft: z.number().int(),
    sessions: z.array(accountSession),
  })
  .meta({ id: "Account" });
export type Account = z.infer<typeof account>;

export const changePasswordBody = z.strictObject({ currentPassword: password, newPassword });
export type ChangePasswordBody = z.output<typeof changePasswordBody>;

export const endOtherSessionsBody = z.strictObject({});

export const confirmedByPassword = z.strictObject({ currentPassword: password });
export type ConfirmedByPassword = z.output<typeof confirmedByPassword>;

export const confirmedByCode = z.strictObject({ code });

export const twoFactorSecret = z
  .object({
    secret: z.string().describe("Base32, for typing in."),
    uri: z.string().describe("otpauth://…, for apps that open it."),
  })
  .meta({ id: "TwoFactorSecret" });
export type TwoFactorSecret = z.infer<typeof twoFactorSecret>;

export const recoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe("Each works once, in place of a code of the app.") })
  .meta({ id: "RecoveryCodes" });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;

export const resetBody = z.strictObject({ token: z.string().min(1).max(512), password: newPassword });
export type ResetBody = z.output<typeof resetBody>;

export const resetRequestBody = z.strictObject({ email: emailAddress });
export type ResetRequestBody = z.output<typeof resetRequestBody>;

export const resetLink = z
  .object({ resetLink: z.string().describe("Works once, for thirty minutes.") })
  .meta({ id: "ResetLink" });
export type ResetLink = z.infer<typeof resetLink>;
