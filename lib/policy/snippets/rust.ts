/** The check in Rust; how a handler calls it is in its documentation. */
import { code, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole file as a person reads it. */
export function rustSnippet(facts: SnippetFacts): string {
  const { timestamp } = facts;
  return code(
    usesBase64(facts) && "use base64::{engine::general_purpose::STANDARD, Engine};",
    "use hmac::{Hmac, Mac};",
    "use sha2::Sha256;",
    timestamp !== null && "use std::time::{SystemTime, UNIX_EPOCH};",
    "",
    timestamp !== null && `const TOLERANCE_SECONDS: u64 = ${facts.toleranceSeconds};\n`,
    DOCUMENTATION,
    "pub fn verify<'a>(body: &[u8], header: impl Fn(&str) -> Option<&'a str>, secret: &str) -> bool {",
    "    check(body, header, secret).unwrap_or(false)",
    "}",
    "",
    "/// `None` for what cannot even be read.",
    "fn check<'a>(body: &[u8], header: impl Fn(&str) -> Option<&'a str>, secret: &str) -> Option<bool> {",
    readHeaders(facts),
    "",
    computeSignature(facts),
    compare(facts),
    "}",
    "",
  );
}

/** The crates as lines of Cargo.toml. */
export function rustDependencies(facts: SnippetFacts): string[] {
  return [
    ...(usesBase64(facts) ? ['base64 = "0.22"'] : []),
    ...(usesHex(facts) ? ['hex = "0.4"'] : []),
    'hmac = "0.12"',
    'sha2 = "0.10"',
  ];
}

const usesBase64 = ({ encoding, key }: SnippetFacts) => [encoding, key.decode].includes("base64");
const usesHex = ({ encoding, key }: SnippetFacts) => [encoding, key.decode].includes("hex");

const DOCUMENTATION = `/// Whether the request is genuine. The body is exactly the bytes that came, before anything parses them;
/// \`header\` finds a header by its name. With axum, or whatever else has an \`http::HeaderMap\`:
///
/// \`\`\`ignore
/// verify(&body, |name| headers.get(name)?.to_str().ok(), &secret)
/// \`\`\``;

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    `    let signature = header(${text(signature.header)})?;`,
    id !== null && `    let id = ${read(id, signature.header)};`,
    timestamp !== null && `    let timestamp = ${read(timestamp, signature.header)};`,
    timestamp !== null && FRESHNESS,
  );
}

const FRESHNESS = `    let sent: u64 = timestamp.parse().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    // Too old, or from the future: perhaps somebody sends a recorded request again.
    if now.abs_diff(sent) > TOLERANCE_SECONDS {
        return None;
    }`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const source = header === signatureHeader ? "signature" : `header(${text(header)})?`;
  if (list === null) return source;
  return `${source}.split(${text(list.join)}).find_map(|each| each.strip_prefix(${text(list.prefix)}))?`;
}

function computeSignature({ key, content }: SnippetFacts): string {
  const updates = content.map((part) => `    mac.update(${part === "body" ? "body" : written(part)});`);
  return code(
    `    let key = ${KEY[key.decode](key.prefix ? `secret.strip_prefix(${text(key.prefix)})?` : "secret")};`,
    "    // A key of no bytes would let everybody sign.",
    "    if key.is_empty() {",
    "        return None;",
    "    }",
    "    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_ref()).ok()?;",
    ...updates,
  );
}

const KEY: Record<SnippetFacts["key"]["decode"], (secret: string) => string> = {
  none: (secret) => `${secret}.as_bytes()`,
  hex: (secret) => `hex::decode(${secret}).ok()?`,
  base64: (secret) => `STANDARD.decode(${secret}).ok()?`,
};

function compare({ signature, encoding }: SnippetFacts): string {
  const decoded = (from: string) =>
    encoding === "hex" ? `hex::decode(${from}).ok()?` : `STANDARD.decode(${from}).ok()?`;
  const stripped = (from: string) =>
    signature.prefix ? `${from}.strip_prefix(${text(signature.prefix)})?` : from;
  // verify_slice of the crate takes as long wherever the first difference is.
  if (signature.split === null) {
    return code(
      `    let received = ${decoded(stripped("signature"))};`,
      "    // In constant time.",
      "    Some(mac.verify_slice(&received).is_ok())",
    );
  }
  return code(
    `    // ${splitReason(signature)}`,
    `    let received = |each: &str| -> Option<Vec<u8>> { ${optional(decoded(stripped("each")))} };`,
    `    for each in signature.split(${text(signature.split)}).filter_map(received) {`,
    "        // In constant time.",
    "        if mac.clone().verify_slice(&each).is_ok() {",
    "            return Some(true);",
    "        }",
    "    }",
    "    Some(false)",
  );
}

/** The last `?` of an expression is not needed where the option itself is the result. */
const optional = (expression: string) => expression.replace(/\?$/, "");

/** Rust's and JSON's strings are written alike as far as printable ASCII goes. */
const text = (value: string) => JSON.stringify(value);

function written(part: Exclude<ContentPart, "body">): string {
  const [only] = part;
  if (part.length === 1 && only !== undefined)
    return "value" in only ? `${only.value}.as_bytes()` : `b${text(only.literal)}`;
  const escaped = part.map((each) =>
    "value" in each ? `{${each.value}}` : text(each.literal).slice(1, -1).replace(/[{}]/g, "$&$&"),
  );
  return `format!("${escaped.join("")}").as_bytes()`;
}
