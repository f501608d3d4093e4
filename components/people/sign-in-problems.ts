/** Why somebody who had gone to another provider is back on the sign-in page. */
const PROBLEMS: Record<string, string> = {
  NotInvited:
    "Nobody here has that e-mail address. Ask an owner or admin of your workspace to invite you with it.",
  EmailNotVerified:
    "That account has no e-mail address that its provider has verified. Verify it there and try again.",
  LinkedElsewhere:
    "Another account of the same provider is linked to you here. Sign in with that one, or with your password.",
  OAuthSignin: "The other provider cannot be reached just now. Try again in a moment.",
  OAuthCallback: "The other provider did not let you in, or it took too long. Try again.",
  Callback: "The other provider did not let you in, or it took too long. Try again.",
  Unavailable: "Posthorn cannot sign you in just now. Try again in a moment.",
};

/** A sentence for the `error` in the page's address, or `null` for what we did not put there. */
export const problemInWords = (error: unknown): string | null =>
  typeof error === "string" && Object.hasOwn(PROBLEMS, error) ? (PROBLEMS[error] ?? null) : null;
