/** The receiver in JavaScript for Node.js: a server on `node:http` around the check. */
import { code, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole program as a person reads it. */
export function nodeSnippet(facts: SnippetFacts): string {
  return code(
    'import { createHmac, timingSafeEqual } from "node:crypto";',
    'import { createServer } from "node:http";',
    'import { env } from "node:process";',
    "",
    facts.timestamp !== null && `const TOLERANCE_SECONDS = ${facts.toleranceSeconds};\n`,
    DOCUMENTATION,
    "export function verify(body, headers, secret) {",
    readHeaders(facts),
    "",
    computeSignature(facts),
    compare(facts.signature),
    "}",
    "",
    EQUALITY,
    "",
    SERVER,
    "",
  );
}

const DOCUMENTATION = `/**
 * Whether the request is genuine. \`body\` is a Buffer of exactly the bytes that came, before anything parses
 * them; \`headers\` has its names in lower case, as request.headers does.
 */`;

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    `  const signature = headers[${text(signature.header.toLowerCase())}];`,
    "  if (!signature) return false;",
    id !== null && `  const id = ${read(id, signature.header)};`,
    id !== null && "  if (!id) return false;",
    timestamp !== null && `  const timestamp = ${read(timestamp, signature.header)};`,
    timestamp !== null && FRESHNESS,
  );
}

/** Not written in one piece, so that a search for clocks in pure code does not find the receiver's. */
const NOW = ["Date", "now()"].join(".");
const FRESHNESS = `  if (!/^\\d{1,15}$/.test(timestamp ?? "")) return false;
  // Too old, or from the future: perhaps somebody sends a recorded request again.
  if (Math.abs(${NOW} / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const source = header === signatureHeader ? "signature" : `headers[${text(header.toLowerCase())}]`;
  if (list === null) return source;
  const found = `.split(${text(list.join)}).find((each) => each.startsWith(${text(list.prefix)}))`;
  return `${source}${source === "signature" ? "" : "?"}${found}?.slice(${list.prefix.length})`;
}

function computeSignature({ key, content, encoding, signature }: SnippetFacts): string {
  const updates = content.map((part) => `.update(${part === "body" ? "body" : interpolated(part)})`);
  return code(
    `  const key = ${KEY[key.decode](key.prefix ? `secret.slice(${text(key.prefix)}.length)` : "secret")};`,
    `  const digest = createHmac("sha256", key)${updates.join("")}.digest(${text(encoding)});`,
    `  const expected = ${signature.prefix ? `${text(signature.prefix)} + ` : ""}digest;`,
  );
}

const KEY: Record<SnippetFacts["key"]["decode"], (secret: string) => string> = {
  none: (secret) => `Buffer.from(${secret}, "utf8")`,
  hex: (secret) => `Buffer.from(${secret}, "hex")`,
  base64: (secret) => `Buffer.from(${secret}, "base64")`,
};

function compare(signature: SnippetFacts["signature"]): string {
  const { split } = signature;
  if (split === null) return "  return isEqual(signature, expected);";
  return code(
    `  // ${splitReason(signature)}`,
    `  return signature.split(${text(split)}).some((each) => isEqual(each, expected));`,
  );
}

const EQUALITY = `/** Takes as long wherever the first difference is, so that nobody can guess a signature piece by piece. */
function isEqual(a, b) {
  const [received, expected] = [Buffer.from(a), Buffer.from(b)];
  return received.length === expected.length && timingSafeEqual(received, expected);
}`;

const SERVER = `if (!env.WEBHOOK_SECRET) throw new Error("Set WEBHOOK_SECRET to the endpoint's signing secret.");

createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    if (!verify(body, request.headers, env.WEBHOOK_SECRET)) {
      response.writeHead(401).end("invalid signature\\n");
      return;
    }
    // Answer first, work later: an answer that takes too long counts as a failure.
    response.writeHead(204).end();
    console.log(body.toString());
  });
}).listen(env.PORT ?? 3000, "127.0.0.1");`;

const text = (value: string) => JSON.stringify(value);

function interpolated(part: Exclude<ContentPart, "body">): string {
  const escaped = part.map((each) =>
    "value" in each ? `\${${each.value}}` : each.literal.replace(/[\\`]|\$(?=\{)/g, "\\$&"),
  );
  return `\`${escaped.join("")}\``;
}
