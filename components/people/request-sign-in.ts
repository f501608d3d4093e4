/** Signs a person in from the browser: a token that only this site can read, then the credentials. */
import { ApiError } from "@/components/api-client";

/** What the refusal of a right password says when a code is needed as well. */
export const CODE_NEEDED = "code_needed";

const refusal = (status: number, detail: string, code = "unauthenticated") =>
  new ApiError({ type: "about:blank", code, title: "Not signed in", status, detail });

const WRONG = "The e-mail address or the password is not right.";
const minutes = new Intl.NumberFormat("en", { style: "unit", unit: "minute", unitDisplay: "long" });

/**
 * Resolves when the session cookie is set; throws an `ApiError` with a sentence for the person otherwise, its code
 * `CODE_NEEDED` when only the second factor's `code` is missing.
 */
export async function requestSignIn(email: string, password: string, code = ""): Promise<void> {
  const token = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = (await token.json()) as { csrfToken: string };
  const response = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password, code, csrfToken, json: "true" }),
  });
  if (response.ok) return;
  if (response.status === 429) {
    const wait = Math.ceil(Number(response.headers.get("retry-after")) / 60) || 1;
    throw refusal(429, `Too many attempts. Try again in ${minutes.format(wait)}.`);
  }
  if (response.status === 401) {
    const { url } = (await response.json()) as { url?: string };
    if (url?.includes("error=CodeNeeded")) throw refusal(401, "Now the code from your app.", CODE_NEEDED);
    throw refusal(401, code ? "The password or the code is not right." : WRONG);
  }
  if (response.status === 403) throw refusal(403, ((await response.json()) as { detail: string }).detail);
  throw refusal(response.status, "Posthorn cannot sign you in just now. Try again in a moment.");
}
