// biome-ignore-all lint: the vendor's code stays as the vendor prints it.
// Spectra's own verifier, as its "Webhooks" page prints it for Node.js, behind a loop that answers true or
// false for each line of JSON on standard input: {"body": base64, "header", "secret"}.

const crypto = require("crypto");
function verifySignature(rawBody, signatureHeader, secret) {
  const expected = "sha256=" + crypto.createHmac("sha256", secret).update(rawBody).digest("hex");
  return crypto.timingSafeEqual(Buffer.from(signatureHeader), Buffer.from(expected));
}

function verdict({ body, header, secret }) {
  try {
    return verifySignature(Buffer.from(body, "base64"), header, secret);
  } catch (error) {
    // timingSafeEqual throws for another length; the page leaves that to the caller.
    return error.code !== "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH";
  }
}

const lines = require("fs").readFileSync(0, "utf8").trim().split("\n");
process.stdout.write(lines.map((line) => `${verdict(JSON.parse(line))}\n`).join(""));
