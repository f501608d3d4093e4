/** Signs a person in from the browser: a token that only this site can read, then the credentials. */
import { ApiError } from "@/components/api-client";

const refusal = (status: number, detail: string) =>
  new ApiError({ type: "about:blank", code: "unauthenticated", title: "Not signed in", status, detail });

const minutes = new Intl.NumberFormat("en", { style: "unit", unit: "minute", unitDisplay: "long" });

/** Resolves when the session cookie is set; throws an `ApiError` with a sentence for the person otherwise. */
export async function requestSignIn(email: string, password: string): Promise<void> {
  const token = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = (await token.json()) as { csrfToken: string };
  const response = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password, csrfToken, json: "true" }),
  });
  if (response.ok) return;
  if (response.status === 429) {
    const wait = Math.ceil(Number(response.headers.get("retry-after")) / 60) || 1;
    throw refusal(429, `Too many attempts. Try again in ${minutes.format(wait)}.`);
  }
  if (response.status === 401) throw refusal(401, "The e-mail address or the password is not right.");
  if (response.status === 403) throw refusal(403, ((await response.json()) as { detail: string }).detail);
  throw refusal(response.status, "Posthorn cannot sign you in just now. Try again in a moment.");
}
