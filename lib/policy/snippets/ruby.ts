/** The check in Ruby; how a Rails controller calls it is in its documentation. */
import { code, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole file as a person reads it. */
export function rubySnippet(facts: SnippetFacts): string {
  return code(
    "# frozen_string_literal: true",
    "",
    'require "openssl"',
    "",
    facts.timestamp !== null && `TOLERANCE_SECONDS = ${facts.toleranceSeconds}\n`,
    DOCUMENTATION,
    "def verify(body, headers, secret)",
    readHeaders(facts),
    "",
    computeSignature(facts),
    compare(facts.signature),
    "end",
    "",
  );
}

const DOCUMENTATION = `# Whether the request is genuine. body is exactly the bytes that came, before anything parses them. In Rails:
#
#   if verify(request.raw_post, request.headers, ENV.fetch("WEBHOOK_SECRET"))
#     head :no_content
#   else
#     head :unauthorized
#   end`;

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    `  signature = headers[${text(signature.header)}].to_s.b`,
    id !== null && `  id = ${read(id, signature.header)}`,
    timestamp !== null && `  timestamp = ${read(timestamp, signature.header)}`,
    timestamp !== null && FRESHNESS,
  );
}

const FRESHNESS = `  return false unless timestamp.match?(/\\A\\d{1,15}\\z/)
  # Too old, or from the future: perhaps somebody sends a recorded request again.
  return false if (Time.now.to_i - timestamp.to_i).abs > TOLERANCE_SECONDS`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const source = header === signatureHeader ? "signature" : `headers[${text(header)}].to_s.b`;
  if (list === null) return source;
  const prefix = text(list.prefix);
  return `${source}.split(${text(list.join)}).find { |each| each.start_with?(${prefix}) }.to_s.delete_prefix(${prefix})`;
}

function computeSignature({ key, content, encoding, signature }: SnippetFacts): string {
  const signed = content.map((part) => (part === "body" ? "body.b" : `${interpolated(part)}.b`)).join(" + ");
  const digest =
    encoding === "hex"
      ? 'OpenSSL::HMAC.hexdigest("SHA256", key, signed)'
      : '[OpenSSL::HMAC.digest("SHA256", key, signed)].pack("m0")';
  return code(
    `  key = ${KEY[key.decode](key.prefix ? `secret.delete_prefix(${text(key.prefix)})` : "secret")}`,
    `  signed = ${signed}`,
    `  expected = ${signature.prefix ? `${text(signature.prefix)} + ` : ""}${digest}`,
  );
}

const KEY: Record<SnippetFacts["key"]["decode"], (secret: string) => string> = {
  none: (secret) => secret,
  hex: (secret) => `[${secret}].pack("H*")`,
  base64: (secret) => `${secret}.unpack1("m0")`,
};

function compare(signature: SnippetFacts["signature"]): string {
  const { split } = signature;
  if (split === null) return "  OpenSSL.secure_compare(signature, expected)";
  return code(
    `  # ${splitReason(signature)}`,
    `  signature.split(${text(split)}).each { |each| return true if OpenSSL.secure_compare(each, expected) }`,
    "  false",
  );
}

const escaped = (literal: string) => literal.replace(/[\\"]|#(?=[{$@])/g, "\\$&");
const text = (value: string) => `"${escaped(value)}"`;

function interpolated(part: Exclude<ContentPart, "body">): string {
  // A literal's # before what follows it is escaped as well, whatever that is.
  const parts = part.map((each) =>
    "value" in each ? `#{${each.value}}` : escaped(each.literal).replace(/#$/, "\\#"),
  );
  return `"${parts.join("")}"`;
}
