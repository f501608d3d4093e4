/** The receiver in Python: a WSGI application, which the standard library serves, around the check. */
import { code, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole program as a person reads it. */
export function pythonSnippet(facts: SnippetFacts): string {
  const { timestamp, encoding, key } = facts;
  const usesBase64 = encoding === "base64" || key.decode === "base64";
  return code(
    usesBase64 && "import base64",
    "import hashlib",
    "import hmac",
    "import os",
    timestamp !== null && "import re",
    timestamp !== null && "import time",
    "from wsgiref.simple_server import make_server",
    "",
    timestamp !== null && `TOLERANCE_SECONDS = ${facts.toleranceSeconds}\n`,
    "",
    "def verify(body, headers, secret):",
    DOCUMENTATION,
    readHeaders(facts),
    "",
    computeSignature(facts),
    compare(facts.signature),
    "",
    "",
    SERVER,
    "",
  );
}

const DOCUMENTATION = `    """Whether the request is genuine.

    body is exactly the bytes that came, before anything parses them; headers has its names in lower case, or
    does not care about case, as the headers of Flask and Django.
    """`;

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    `    signature = headers.get(${text(signature.header.toLowerCase())}, "")`,
    id !== null && `    message_id = ${read(id, signature.header)}`,
    timestamp !== null && `    timestamp = ${read(timestamp, signature.header)}`,
    timestamp !== null && FRESHNESS,
  );
}

const FRESHNESS = `    if not re.fullmatch("[0-9]{1,15}", timestamp):
        return False
    # Too old, or from the future: perhaps somebody sends a recorded request again.
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const source = header === signatureHeader ? "signature" : `headers.get(${text(header.toLowerCase())}, "")`;
  if (list === null) return source;
  const found = `each for each in ${source}.split(${text(list.join)}) if each.startswith(${text(list.prefix)})`;
  return `next((${found}), "")[${list.prefix.length}:]`;
}

function computeSignature({ key, content, encoding, signature }: SnippetFacts): string {
  const signed = content
    .map((part) => (part === "body" ? "body" : `${interpolated(part)}.encode()`))
    .join(" + ");
  const encoded = encoding === "hex" ? "mac.hexdigest()" : "base64.b64encode(mac.digest()).decode()";
  return code(
    `    key = ${KEY[key.decode](key.prefix ? `secret.removeprefix(${text(key.prefix)})` : "secret")}`,
    `    mac = hmac.new(key, ${signed}, hashlib.sha256)`,
    `    expected = ${signature.prefix ? `${text(signature.prefix)} + ` : ""}${encoded}`,
  );
}

const KEY: Record<SnippetFacts["key"]["decode"], (secret: string) => string> = {
  none: (secret) => `${secret}.encode()`,
  hex: (secret) => `bytes.fromhex(${secret})`,
  base64: (secret) => `base64.b64decode(${secret})`,
};

function compare(signature: SnippetFacts["signature"]): string {
  const { split } = signature;
  // Texts with more than ASCII cannot be compared in constant time; bytes can.
  if (split === null) return "    return hmac.compare_digest(signature.encode(), expected.encode())";
  return code(
    `    # ${splitReason(signature)}`,
    `    for each in signature.split(${text(split)}):`,
    "        if hmac.compare_digest(each.encode(), expected.encode()):",
    "            return True",
    "    return False",
  );
}

const SERVER = `def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if not verify(body, headers, os.environ["WEBHOOK_SECRET"]):
        start_response("401 Unauthorized", [("Content-Type", "text/plain")])
        return [b"invalid signature\\n"]
    # Answer first, work later: an answer that takes too long counts as a failure.
    print(body.decode(), flush=True)
    start_response("204 No Content", [])
    return []


if __name__ == "__main__":
    if not os.environ.get("WEBHOOK_SECRET"):
        raise SystemExit("Set WEBHOOK_SECRET to the endpoint's signing secret.")
    make_server("127.0.0.1", int(os.environ.get("PORT", "3000")), application).serve_forever()`;

const text = (value: string) => JSON.stringify(value);

const NAMES = { id: "message_id", timestamp: "timestamp" };

function interpolated(part: Exclude<ContentPart, "body">): string {
  const escaped = part.map((each) =>
    "value" in each
      ? `{${NAMES[each.value]}}`
      : each.literal.replace(/[\\"]/g, "\\$&").replace(/[{}]/g, "$&$&"),
  );
  return `f"${escaped.join("")}"`;
}
