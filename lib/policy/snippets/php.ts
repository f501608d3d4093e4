/** The receiver in PHP: one script that every web server with PHP can run, the built-in one included. */
import { code, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole program as a person reads it. */
export function phpSnippet(facts: SnippetFacts): string {
  return code(
    "<?php",
    "declare(strict_types=1);",
    "",
    facts.timestamp !== null && `const TOLERANCE_SECONDS = ${facts.toleranceSeconds};\n`,
    DOCUMENTATION,
    "function verify(string $body, array $headers, string $secret): bool",
    "{",
    readHeaders(facts),
    "",
    computeSignature(facts),
    compare(facts.signature),
    "}",
    listsIn(facts) && `\n${MEMBER}`,
    "",
    SCRIPT,
    "",
  );
}

const DOCUMENTATION = `/**
 * Whether the request is genuine. $body is exactly the bytes that came, before anything parses them; $headers
 * has its names in lower case.
 */`;

const listsIn = ({ id, timestamp }: SnippetFacts) => Boolean(id?.list || timestamp?.list);

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    `    $signature = $headers[${text(signature.header.toLowerCase())}] ?? '';`,
    id !== null && `    $id = ${read(id, signature.header)};`,
    timestamp !== null && `    $timestamp = ${read(timestamp, signature.header)};`,
    timestamp !== null && FRESHNESS,
  );
}

const FRESHNESS = `    if (!preg_match('/^[0-9]{1,15}$/D', $timestamp)) {
        return false;
    }
    // Too old, or from the future: perhaps somebody sends a recorded request again.
    if (abs(time() - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const lower = text(header.toLowerCase());
  const source = header === signatureHeader ? "$signature" : `$headers[${lower}] ?? ''`;
  return list === null ? source : `member(${source}, ${text(list.join)}, ${text(list.prefix)})`;
}

const MEMBER = `/** The rest of the member of $list that starts with $prefix. */
function member(string $list, string $separator, string $prefix): string
{
    foreach (explode($separator, $list) as $each) {
        if (str_starts_with($each, $prefix)) {
            return substr($each, strlen($prefix));
        }
    }
    return '';
}`;

function computeSignature({ key, content, encoding, signature }: SnippetFacts): string {
  const signed = content.map((part) => (part === "body" ? "$body" : interpolated(part))).join(" . ");
  const digest =
    encoding === "hex"
      ? `hash_hmac('sha256', ${signed}, $key)`
      : `base64_encode(hash_hmac('sha256', ${signed}, $key, true))`;
  return code(
    `    $key = ${KEY[key.decode](key.prefix ? `substr($secret, strlen(${text(key.prefix)}))` : "$secret")};`,
    `    $expected = ${signature.prefix ? `${text(signature.prefix)} . ` : ""}${digest};`,
  );
}

const KEY: Record<SnippetFacts["key"]["decode"], (secret: string) => string> = {
  none: (secret) => secret,
  hex: (secret) => `hex2bin(${secret})`,
  base64: (secret) => `base64_decode(${secret})`,
};

function compare(signature: SnippetFacts["signature"]): string {
  const { split } = signature;
  if (split === null) return "    return hash_equals($expected, $signature);";
  return code(
    `    // ${splitReason(signature)}`,
    `    foreach (explode(${text(split)}, $signature) as $each) {`,
    "        if (hash_equals($expected, $each)) {",
    "            return true;",
    "        }",
    "    }",
    "    return false;",
  );
}

const SCRIPT = `$secret = getenv('WEBHOOK_SECRET');
if (!$secret) {
    http_response_code(500);
    exit("Set WEBHOOK_SECRET to the endpoint's signing secret.\\n");
}
$body = file_get_contents('php://input');
if (!verify($body, array_change_key_case(getallheaders()), $secret)) {
    http_response_code(401);
    exit("invalid signature\\n");
}
// Answer first, work later: an answer that takes too long counts as a failure.
http_response_code(204);
error_log($body);`;

/** Single quotes: nothing but the quote and the backslash means something in them. */
const text = (value: string) => `'${value.replace(/[\\']/g, "\\$&")}'`;

function interpolated(part: Exclude<ContentPart, "body">): string {
  const escaped = part.map((each) =>
    "value" in each ? `{$${each.value}}` : each.literal.replace(/[\\"$]/g, "\\$&"),
  );
  return `"${escaped.join("")}"`;
}
