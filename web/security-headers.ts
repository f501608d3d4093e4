/** What every answer tells the browser to refuse, and a page's own content security policy. */
import { appOrigin, env } from "@/lib/platform/env";

const FIXED = {
  "X-Content-Type-Options": "nosniff",
  "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const isHttps = () => appOrigin().startsWith("https:");

/** The portal's pages say in their own policy who may embed them; a header that knows no origins would overrule it. */
const isEmbeddable = (path: string) => path.startsWith("/portal/");

/** For every answer, pages or not. HSTS only where the installation is reached over https. */
export const securityHeaders = (path = "/"): Record<string, string> => ({
  ...FIXED,
  ...(isEmbeddable(path)
    ? { "Referrer-Policy": "no-referrer" }
    : { "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY" }),
  ...(isHttps() ? { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } : {}),
});

/** Pages with a library that makes style sheets while it runs: the API reference. */
const GENERATED_STYLES = ["/docs/api"];

/**
 * The policy of the page at `path` whose scripts carry `nonce`: nothing from elsewhere, no inline script or
 * style sheet without it, no frame around it but on the pages of `frames`. Style attributes are allowed, React writes sizes and colours of
 * charts there.
 */
export function contentSecurityPolicy(nonce: string, path: string, frames: readonly string[] = []): string {
  const isDev = env.NODE_ENV === "development";
  const makesStyles = isDev || GENERATED_STYLES.includes(path);
  const directives: Record<string, string> = {
    "default-src": "'self'",
    // React's development build rebuilds server stacks with eval.
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src": makesStyles ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": `'self'${isDev ? " ws: wss:" : ""}`,
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": frames.length > 0 ? ["'self'", ...frames].join(" ") : "'none'",
    ...(isHttps() ? { "upgrade-insecure-requests": "" } : {}),
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join("; ");
}
