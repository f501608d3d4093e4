/** Signs people in as their browser would, for tests over HTTP: what comes out are the headers of its requests. */
import type { Product } from "./product";

export type Person = { email: string; password: string };

/** Makes the first owner of an installation that has none, and signs them in. */
export async function firstOwner({
  urls,
  webs,
}: Pick<Product, "urls" | "webs">): Promise<Record<string, string>> {
  const [url = ""] = urls;
  const person = { email: "olga@example.com", password: "correct horse battery" };
  const headers = { "Content-Type": "application/json", Origin: url };
  let answer = "there is no link";
  // Of several processes the one that started last has the link that counts.
  for (const web of webs) {
    const token = web.setupUrl()?.split("#token=")[1];
    const body = JSON.stringify({ ...person, token, name: "Olga Owner", workspaceName: "First" });
    const made = await fetch(`${url}/api/v1/setup`, { method: "POST", headers, body });
    if (made.status === 201) return signIn(url, person);
    answer = `${made.status}: ${await made.text()}`;
  }
  throw new Error(`set-up answered ${answer}`);
}

/** The headers with which a signed-in person's page asks. */
export async function signIn(url: string, { email, password }: Person): Promise<Record<string, string>> {
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const answered = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { Cookie: cookiesOf(asked), Origin: url, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  const cookie = cookiesOf(answered);
  if (!cookie.includes("session")) throw new Error(`sign-in answered ${answered.status}`);
  return { Cookie: cookie, Origin: url };
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
