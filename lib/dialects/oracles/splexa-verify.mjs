// biome-ignore-all lint: the vendor's code stays as the vendor prints it.
// SPLEXA's own verifier, as its page prints it (types removed, the secret per line instead of from the
// environment), behind a loop that answers true or false for each line of JSON on standard input:
// {"body": base64, "header", "secret"}.

import crypto from "crypto";

let SECRET = "";

function verify(rawBody, signatureHeader) {
  if (!signatureHeader) return false;
  const [scheme, hex] = signatureHeader.split("=");
  if (scheme !== "sha256" || !hex) return false;
  const expected = crypto.createHmac("sha256", SECRET).update(rawBody).digest("hex");
  // Constant-time compare prevents timing attacks.
  const a = Buffer.from(hex, "hex");
  const b = Buffer.from(expected, "hex");
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
for (const line of input.trim().split("\n")) {
  const { body, header, secret } = JSON.parse(line);
  SECRET = secret;
  process.stdout.write(`${verify(Buffer.from(body, "base64"), header)}\n`);
}
