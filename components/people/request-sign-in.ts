/** Signs a person in from the browser: a token that only this site can read, then the credentials. */
import { ApiError } from "@/components/api-client";
import { problemInWords } from "./sign-in-problems";

/** What the refusal of a right password says when a code is needed as well. */
export const CODE_NEEDED = "code_needed";

const refusal = (status: number, detail: string, code = "unauthenticated") =>
  new ApiError({ type: "about:blank", code, title: "Not signed in", status, detail });

const WRONG = "The e-mail address or the password is not right.";
const UNAVAILABLE = "Posthorn cannot sign you in just now. Try again in a moment.";
const minutes = new Intl.NumberFormat("en", { style: "unit", unit: "minute", unitDisplay: "long" });

type Given = { email: string; password: string; code?: string } | { ticket: string; code: string };

async function csrfToken(): Promise<string> {
  const answer = await fetch("/api/auth/csrf", { cache: "no-store" });
  return ((await answer.json()) as { csrfToken: string }).csrfToken;
}

const send = async (path: string, body: Record<string, string>) =>
  fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, csrfToken: await csrfToken(), json: "true" }),
  });

/**
 * Resolves when the session cookie is set; throws an `ApiError` with a sentence for the person otherwise, its code
 * `CODE_NEEDED` when only the second factor's `code` is missing.
 */
export async function requestSignIn(given: Given): Promise<void> {
  const response = await send("callback/credentials", given);
  if (response.ok) return;
  if (response.status === 429) {
    const wait = Math.ceil(Number(response.headers.get("retry-after")) / 60) || 1;
    throw refusal(429, `Too many attempts. Try again in ${minutes.format(wait)}.`);
  }
  if (response.status === 401) {
    const { url } = (await response.json()) as { url?: string };
    if (url?.includes("error=CodeNeeded")) throw refusal(401, "Now the code from your app.", CODE_NEEDED);
    if ("ticket" in given) throw refusal(401, "The code is not right, or it took too long. Start again.");
    throw refusal(401, given.code ? "The password or the code is not right." : WRONG);
  }
  if (response.status === 403) throw refusal(403, ((await response.json()) as { detail: string }).detail);
  throw refusal(response.status, UNAVAILABLE);
}

/** Takes the browser to another provider, which sends it back to `next`; throws like `requestSignIn`. */
export async function leaveFor(provider: string, next: string): Promise<void> {
  const response = await send(`signin/${provider}`, { callbackUrl: next });
  const { url, detail } = (await response.json()) as { url?: string; detail?: string };
  if (!response.ok || !url) throw refusal(response.status, detail ?? UNAVAILABLE);
  const error = new URL(url).searchParams.get("error");
  if (error && new URL(url).origin === location.origin)
    throw refusal(503, problemInWords(error) ?? UNAVAILABLE);
  location.assign(url);
}
