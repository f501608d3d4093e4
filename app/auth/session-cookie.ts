/** The cookie that carries a session: its name, its flags and the two ages after which it no longer counts. */
import { appOrigin } from "@/lib/platform/env";

export const SESSION_IDLE_SECONDS = 7 * 24 * 60 * 60;
export const SESSION_ABSOLUTE_SECONDS = 30 * 24 * 60 * 60;

export const isSecureOrigin = (): boolean => appOrigin().startsWith("https:");

/**
 * `__Host-` pins a cookie to this host over https. Over http the name carries the port, because cookies do
 * not know ports and several installations may share a machine.
 */
export function cookieName(purpose: string): string {
  if (isSecureOrigin()) return `__Host-posthorn-${purpose}`;
  return `posthorn-${new URL(appOrigin()).port || "80"}-${purpose}`;
}

export const cookieFlags = () => ({
  httpOnly: true,
  sameSite: "lax" as const,
  path: "/",
  secure: isSecureOrigin(),
});

/** The value of a cookie in a Cookie header as the browser sent it, or `null`; never throws. */
export function cookieValue(header: string | null, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [key, ...value] = pair.split("=");
    if (key?.trim() === name) return value.join("=").trim() || null;
  }
  return null;
}
