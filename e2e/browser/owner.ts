/** The installation's owner, whose session each journey's browser begins with, and how anybody signs in. */
import path from "node:path";
import { type APIRequestContext, expect } from "@playwright/test";

type Person = { email: string; password: string };

export const OWNER = { name: "Olga Owner", email: "olga@example.com", password: "correct horse battery" };
/** The owner's cookies, for `storageState`. */
export const OWNER_STATE = path.resolve(import.meta.dirname, "../../.test/owner.json");

/** Signs in as the sign-in page does; the cookies are then those of `browser`. */
export async function signedIn(browser: APIRequestContext, { email, password }: Person): Promise<void> {
  const { csrfToken } = await (await browser.get("/api/auth/csrf")).json();
  const form = { csrfToken, email, password, json: "true" };
  const headers = { origin: new URL(process.env.E2E_URL ?? "").origin };
  await browser.post("/api/auth/callback/credentials", { form, headers });
  expect(await (await browser.get("/api/auth/session")).text(), `${email} is not let in`).toContain("user");
}
