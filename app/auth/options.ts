/** How next-auth is used here: e-mail and password or another provider, sessions in a JWT cookie that can be ended. */
import type { NextAuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { type Arrival, arrive, arriveWithCode } from "@/lib/identities";
import { isDatabaseAway } from "@/lib/platform/db";
import { appOrigin, env, exportAuthUrl } from "@/lib/platform/env";
import { publicId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { endSession, noteSessionSeen } from "@/lib/sessions";
import { type SignIn, sessionUser, signIn } from "@/lib/users";
import { callbackPath } from "./callback-path";
import { cookieFlags, cookieName, isSecureOrigin, SESSION_IDLE_SECONDS } from "./session-cookie";
import { claimsOf, isLive } from "./session-principal";
import { type Claims, type SignInProvider, signInProviders } from "./sign-in-providers";

declare module "next-auth" {
  interface User {
    version: number;
    sessionId: string;
  }
}

/** What a person asks with: `address` is their IP address, `""` when unknown; `userAgent` what their browser says; `next` the path to go on to. */
export type Asker = { address: string; userAgent: string; next: string };

/** Options for one request. Reads the environment, so it is called when a request is there, not at import. */
export function authOptions(asker: Asker): NextAuthOptions {
  exportAuthUrl();
  const others = signInProviders();
  const cookie = (purpose: string) => ({ name: cookieName(purpose), options: cookieFlags() });
  return {
    secret: env.APP_SECRET,
    useSecureCookies: isSecureOrigin(),
    session: { strategy: "jwt", maxAge: SESSION_IDLE_SECONDS },
    jwt: { maxAge: SESSION_IDLE_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: cookie("session"),
      csrfToken: cookie("csrf"),
      callbackUrl: cookie("callback"),
      ...Object.fromEntries(Object.entries(STEP_COOKIES).map(([name, purpose]) => [name, cookie(purpose)])),
    },
    providers: [
      Credentials({
        name: "E-mail and password",
        credentials: {
          email: { type: "email" },
          password: { type: "password" },
          code: { type: "text" },
          ticket: { type: "text" },
        },
        authorize: (given) => authorize(given, asker),
      }),
      ...others.map(({ config }) => config),
    ],
    callbacks: {
      ...callbacks,
      signIn: ({ user, account, profile }) => {
        const provider = others.find(({ id }) => id === account?.provider);
        return provider ? letIn(user, provider, profile as Claims, asker) : true;
      },
    },
    events: {
      signOut: async ({ token }) => {
        const claims = claimsOf(token);
        if (claims) await endSession(claims.userId, claims.sessionId);
      },
    },
    logger: {
      error: (code, detail) => log().debug({ code, error: (detail as Error).name }, "next-auth"),
      warn: (code) => log().debug({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

/** What next-auth keeps in the browser while somebody is away at a provider. */
export const STEP_COOKIES = { state: "state", nonce: "nonce", pkceCodeVerifier: "pkce" } as const;

/** What the sign-in page explains: see `components/people/sign-in-problems.ts`. */
const PROBLEM_OF: Record<Exclude<Arrival["outcome"], "welcome" | "code-needed">, string> = {
  "not-verified": "EmailNotVerified",
  "not-invited": "NotInvited",
  "linked-elsewhere": "LinkedElsewhere",
};

/** Whether whom a provider vouches for comes in; where to go on when not yet. next-auth then signs in `user` as it stands. */
async function letIn(user: User, provider: SignInProvider, claims: Claims, asker: Asker) {
  const { sub: subject, email, email_verified: emailIsVerified } = claims;
  const { id, issuer } = provider;
  const arrival = await arrive({ provider: id, issuer, subject, email, emailIsVerified }, asker).catch(
    unavailable,
  );
  if (arrival.outcome === "code-needed")
    // In the fragment, which browsers send to nobody.
    return `${appOrigin()}/sign-in?${new URLSearchParams({ callbackUrl: asker.next })}#ticket=${arrival.ticket}`;
  if (arrival.outcome !== "welcome") throw new Error(PROBLEM_OF[arrival.outcome]);
  const { userId, version, sessionId } = arrival;
  Object.assign(user, { id: userId, version, sessionId });
  return true;
}

function unavailable(error: unknown): never {
  log().error({ error: (error as Error).name }, "sign-in failed");
  throw new Error("Unavailable");
}

/** next-auth shows an error's message to the browser, so there are exactly these: `Throttled <s>`, `CodeNeeded`, `Unavailable`. */
async function authorize(given: Record<string, string> | undefined, asker: Asker) {
  const asked = ask(given ?? {}, asker);
  if (asked === null) return null;
  const result = await asked.catch(unavailable);
  if (result.outcome === "throttled") throw new Error(`Throttled ${result.retryAfterSeconds}`);
  if (result.outcome === "code-needed") throw new Error("CodeNeeded");
  if (result.outcome === "refused") return null;
  return { id: result.userId, version: result.version, sessionId: result.sessionId };
}

/** A password, or the code that was missing when somebody came back from a provider. */
function ask(given: Record<string, string>, asker: Asker): Promise<SignIn> | null {
  const { email, password, code, ticket } = given;
  if (typeof ticket === "string" && ticket !== "") return arriveWithCode(ticket, code ?? "", asker);
  if (typeof email !== "string" || typeof password !== "string") return null;
  return signIn({ email, password, code: code || null, ...asker });
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

const callbacks: NextAuthOptions["callbacks"] = {
  /** Only paths of this site; next-auth wants them absolute. */
  redirect: ({ url, baseUrl }) => `${baseUrl}${callbackPath(url, baseUrl)}`,

  /** At sign-in makes the claims, later renews them; throws to end the cookie of a session that is over. */
  async jwt({ token, user }) {
    if (user) return { sub: user.id, sid: user.sessionId, version: user.version, signedInAt: nowSeconds() };
    const claims = claimsOf(token);
    if (!claims || !(await isLiveOrUnknown(claims))) throw new Error("the session is over");
    const { userId, sessionId, version, signedInAt } = claims;
    noteSessionSeen(sessionId);
    return { sub: userId, sid: sessionId, version, signedInAt };
  },

  async session({ session, token }) {
    const user = token.sub ? await sessionUser(token.sub) : null;
    return {
      expires: session.expires,
      user: user && token.sub ? { id: publicId("user", token.sub), name: user.name } : undefined,
    };
  },
};

/** A database that is away for a moment signs nobody out: every use of the session asks it again. */
const isLiveOrUnknown: typeof isLive = (claims) =>
  isLive(claims).catch((error: unknown) => {
    if (isDatabaseAway(error)) return true;
    throw error;
  });
