/**
 * The other providers that somebody may sign in with, as the environment configures them: GitHub, Google, and any that
 * speaks OpenID Connect. Each ends in the same four claims; what follows from them is `lib/identities.ts`'s to say.
 */
import type { Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "@/lib/platform/env";

/** What is left of whatever a provider says; `email` is empty when it says none. */
export type Claims = { sub: string; email: string; email_verified: boolean };

export type SignInProvider = {
  id: string;
  /** Behind "Continue with". */
  name: string;
  /** A subject means something within this only. */
  issuer: string;
  config: OAuthConfig<Profile>;
};

const GIVE_UP_MS = 10_000;

/** Only what is configured, in the order of the buttons. */
export function signInProviders(): SignInProvider[] {
  const { AUTH_GITHUB_ID, AUTH_GITHUB_SECRET, AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET } = env;
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env;
  const found: SignInProvider[] = [];
  if (AUTH_GITHUB_ID && AUTH_GITHUB_SECRET)
    found.push(github({ clientId: AUTH_GITHUB_ID, clientSecret: AUTH_GITHUB_SECRET }));
  if (AUTH_GOOGLE_ID && AUTH_GOOGLE_SECRET)
    found.push(
      oidc({
        id: "google",
        name: "Google",
        issuer: "https://accounts.google.com",
        clientId: AUTH_GOOGLE_ID,
        clientSecret: AUTH_GOOGLE_SECRET,
      }),
    );
  if (OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET)
    found.push(
      oidc({
        id: "oidc",
        name: OIDC_NAME,
        issuer: OIDC_ISSUER.replace(/\/$/, ""),
        clientId: OIDC_CLIENT_ID,
        clientSecret: OIDC_CLIENT_SECRET,
      }),
    );
  return found;
}

type Client = { clientId: string; clientSecret: string };

/** next-auth wants a user with an id; ours replaces it once it is known who that is. */
const profile = (claims: Profile) => ({ id: claims.sub ?? "", version: 0, sessionId: "" });

function oidc({ id, name, issuer, ...client }: Client & Omit<SignInProvider, "config">): SignInProvider {
  const config: OAuthConfig<Profile> = {
    id,
    name,
    type: "oauth",
    ...client,
    issuer,
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    httpOptions: { timeout: GIVE_UP_MS },
    profile,
    userinfo: {
      // Some put the address into the id token, some only here; openid-client refuses another person's.
      async request({ tokens, client: provider }) {
        const claims = { ...(tokens as { claims: () => Record<string, unknown> }).claims() };
        if (claims.email === undefined && provider.issuer.metadata.userinfo_endpoint)
          Object.assign(claims, await provider.userinfo(tokens.access_token ?? ""));
        return claimsFrom(claims);
      },
    },
  };
  return { id, name, issuer, config };
}

/** Some say "true" as text. Who says nothing has verified nothing. */
const claimsFrom = ({ sub, email, email_verified: verified }: Record<string, unknown>): Claims => ({
  sub: String(sub),
  email: typeof email === "string" ? email : "",
  email_verified: verified === true || verified === "true",
});

/** GitHub has no OpenID Connect for people: their id, and of their addresses the primary one if it is verified. */
function github(client: Client): SignInProvider {
  const site = env.AUTH_GITHUB_URL.replace(/\/$/, "");
  const api = site === "https://github.com" ? "https://api.github.com" : `${site}/api/v3`;
  const config: OAuthConfig<Profile> = {
    id: "github",
    name: "GitHub",
    type: "oauth",
    ...client,
    authorization: { url: `${site}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
    token: `${site}/login/oauth/access_token`,
    checks: ["pkce", "state"],
    httpOptions: { timeout: GIVE_UP_MS },
    profile,
    userinfo: {
      url: `${api}/user`,
      async request({ tokens, client: provider }) {
        const asked = { Authorization: `Bearer ${tokens.access_token}`, "User-Agent": "Posthorn" };
        const answer = await fetch(`${api}/user/emails`, {
          headers: asked,
          signal: AbortSignal.timeout(GIVE_UP_MS),
        });
        if (!answer.ok) throw new Error(`GitHub answered ${answer.status} about e-mail addresses`);
        const addresses = (await answer.json()) as { email: string; primary: boolean; verified: boolean }[];
        const primary = addresses.find((each) => each.primary);
        const { id } = await provider.userinfo<{ id: number }>(tokens.access_token ?? "");
        return { sub: String(id), email: primary?.email ?? "", email_verified: primary?.verified === true };
      },
    },
  };
  return { id: "github", name: "GitHub", issuer: site, config };
}
