/** People over the API: the first owner, the members of a workspace, and how one joins. */
import { z } from "zod";
import { role } from "./scopes";
import { displayName, instant, publicIdOf } from "./text";
import { workspaceId } from "./workspaces";

export const userId = publicIdOf("usr");

const comparable = (value: string) => value.trim().normalize("NFKC").toLowerCase().normalize("NFKC");

/**
 * An e-mail address in the form in which two are compared: NFKC, lower case. One `@` and nothing that a mail
 * program reads as more than one address (GHSA-7rqj-j65f-68wh, CVE-2022-35924: look-alike and list addresses).
 */
export const emailAddress = z
  .string()
  .max(254)
  .transform(comparable)
  .pipe(
    z
      .string()
      .max(254)
      .regex(/^[^@]+@[^@]+$/, "must be an e-mail address with one @")
      .regex(/^[^\s\p{C},;:"'`<>()[\]\\]*$/u, "must not contain spaces, quotes, commas or brackets"),
  );

const bytes = (value: string) => new TextEncoder().encode(value).length;

/** A password as chosen: 12 to 1,024 bytes of UTF-8, anything in them. */
export const newPassword = z
  .string()
  .refine((value) => bytes(value) >= 12, "must be at least 12 characters long")
  .refine((value) => bytes(value) <= 1024, "must be at most 1,024 bytes long");

const oneTimeToken = z.string().min(1).max(512);

export const setupBody = z.strictObject({
  token: oneTimeToken.describe("From the one-time link that the server prints when it starts."),
  email: emailAddress,
  name: displayName,
  password: newPassword,
  workspaceName: displayName,
});
export type SetupBody = z.output<typeof setupBody>;

export const setupAnswer = z.object({ userId, workspaceId, email: z.string() }).meta({ id: "SetupAnswer" });
export type SetupAnswer = z.infer<typeof setupAnswer>;

export const joinBody = z.strictObject({
  token: oneTimeToken,
  password: newPassword.optional().describe("Left out by who is signed in to an account without one."),
  currentPassword: z
    .string()
    .max(1_024)
    .optional()
    .describe("Where the address has an account already: its password until now."),
  code: z.string().max(32).optional().describe("Of the account's second factor, where it has one."),
});
export type JoinBody = z.output<typeof joinBody>;

export const joinAnswer = z.object({ email: z.string() }).meta({ id: "JoinAnswer" });
export type JoinAnswer = z.infer<typeof joinAnswer>;

export const createMemberBody = z.strictObject({ email: emailAddress, name: displayName, role });
export type CreateMemberBody = z.output<typeof createMemberBody>;

export const updateMemberBody = z.strictObject({ role });
export type UpdateMemberBody = z.output<typeof updateMemberBody>;

export const memberMail = z
  .object({
    status: z.enum(["sending", "sent", "failed"]),
    error: z.string().nullable().describe("What the mail server said."),
    at: instant,
  })
  .meta({ id: "MemberMail" });
export type MemberMail = z.infer<typeof memberMail>;

export const member = z
  .object({
    userId: userId.describe(
      "While they are pending the invitation's, which may become another when they join.",
    ),
    email: z.string(),
    name: z.string(),
    role,
    pending: z.boolean().describe("They have not joined yet: they see nothing and count for nothing."),
    mail: memberMail
      .nullable()
      .describe("While they are pending: the last invitation that was mailed to them."),
    createdAt: instant,
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof member>;

export const createdMember = member
  .extend({
    joinLink: z
      .string()
      .nullable()
      .describe("Works once, for three days; null where it is mailed, which shows whose address it is."),
  })
  .meta({ id: "CreatedMember" });
export type CreatedMember = z.infer<typeof createdMember>;
