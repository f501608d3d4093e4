/** How next-auth is used here: e-mail and password, sessions in a JWT cookie that can be ended. */
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { isDatabaseAway } from "@/lib/platform/db";
import { env, exportAuthUrl } from "@/lib/platform/env";
import { publicId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { endSession, noteSessionSeen } from "@/lib/sessions";
import { sessionUser, signIn } from "@/lib/users";
import { callbackPath } from "./callback-path";
import { cookieFlags, cookieName, isSecureOrigin, SESSION_IDLE_SECONDS } from "./session-cookie";
import { claimsOf, isLive } from "./session-principal";

declare module "next-auth" {
  interface User {
    version: number;
    sessionId: string;
  }
}

/** What a person asks with: `address` is their IP address, `""` when unknown; `userAgent` what their browser says. */
export type Asker = { address: string; userAgent: string };

/** Options for one request. Reads the environment, so it is called when a request is there, not at import. */
export function authOptions(asker: Asker): NextAuthOptions {
  exportAuthUrl();
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
    },
    providers: [
      Credentials({
        name: "E-mail and password",
        credentials: { email: { type: "email" }, password: { type: "password" }, code: { type: "text" } },
        authorize: (given) => authorize(given, asker),
      }),
    ],
    callbacks,
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

/** next-auth shows an error's message to the browser, so there are exactly these: `Throttled <s>`, `CodeNeeded`, `Unavailable`. */
async function authorize(given: Record<"email" | "password" | "code", string> | undefined, asker: Asker) {
  const { email, password, code } = given ?? {};
  if (typeof email !== "string" || typeof password !== "string") return null;
  const result = await signIn({ email, password, code: code || null, ...asker }).catch((error: unknown) => {
    log().error({ error: (error as Error).name }, "sign-in failed");
    throw new Error("Unavailable");
  });
  if (result.outcome === "throttled") throw new Error(`Throttled ${result.retryAfterSeconds}`);
  if (result.outcome === "code-needed") throw new Error("CodeNeeded");
  if (result.outcome === "refused") return null;
  return { id: result.userId, version: result.version, sessionId: result.sessionId };
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
