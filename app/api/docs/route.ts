/** The API's reference with its try-it console: Scalar, from our own origin, allowed to talk to nobody else. */

/** Scalar writes its own style sheets into the page, which is why this is no page of the dashboard. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const CONFIGURATION = {
  url: "/api/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  authentication: { preferredSecurityScheme: "apiKey" },
  agent: { disabled: true },
  mcp: { disabled: true },
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>API reference · Posthorn</title>
<link rel="icon" href="/icon.svg">
</head>
<body>
<script id="api-reference" type="application/json" data-url="${CONFIGURATION.url}" data-configuration='${JSON.stringify(CONFIGURATION)}'></script>
<script src="/scalar.js"></script>
<noscript>The reference needs JavaScript; <a href="/api/openapi.json">the description itself</a> does not.</noscript>
</body>
</html>
`;

export function GET(): Response {
  return new Response(PAGE, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": POLICY,
      "Cache-Control": "no-cache",
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "no-referrer",
    },
  });
}
