/** The check in POSIX shell with openssl, for a look at one request that was kept in a file. */
import { code, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole script as a person reads it. */
export function shellSnippet(facts: SnippetFacts): string {
  const { timestamp } = facts;
  return code(
    "#!/bin/sh",
    ...usage(facts),
    "set -u",
    "",
    timestamp !== null && `TOLERANCE_SECONDS=${facts.toleranceSeconds}\n`,
    "# Whether the bytes in the file $1 are what was signed. They must be exactly those that came.",
    "verify() {",
    readHeaders(facts),
    "",
    computeSignature(facts),
    compare(facts.signature),
    "}",
    "",
    SAME,
    listsIn(facts) && `\n${MEMBER}`,
    "",
    'to_hex() { od -An -v -tx1 | tr -d " \\n"; }',
    "",
    MAIN,
    "",
  );
}

const listsIn = ({ id, timestamp }: SnippetFacts) => Boolean(id?.list || timestamp?.list);

/** As a CGI program finds it: `HTTP_WEBHOOK_SIGNATURE`. */
const variable = (header: string) => `HTTP_${header.toUpperCase().replaceAll("-", "_")}`;

function usage({ signature, id, timestamp }: SnippetFacts): string[] {
  const headers = [signature.header, id?.header, timestamp?.header].filter((name) => name !== undefined);
  return [
    "# Headers are taken from the environment, as a CGI program finds them:",
    ...[...new Set(headers)].map((header) => `#   ${variable(header)}='…' \\`),
    "#   WEBHOOK_SECRET='…' sh verify.sh body.json",
    "# The key is among openssl's arguments, where other users of this machine may see it.",
  ];
}

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    `  signature=\${${variable(signature.header)}-}`,
    id !== null && `  id=${read(id, signature.header)}`,
    timestamp !== null && `  timestamp=${read(timestamp, signature.header)}`,
    timestamp !== null && FRESHNESS,
  );
}

// A leading zero would make the shell read an octal number.
const FRESHNESS = `  case $timestamp in
    "" | *[!0-9]* | 0* | ????????????????*) return 1 ;;
  esac
  # Too old, or from the future: perhaps somebody sends a recorded request again.
  age=$(($(date +%s) - timestamp))
  [ "\${age#-}" -le "$TOLERANCE_SECONDS" ] || return 1`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const source = header === signatureHeader ? "$signature" : `\${${variable(header)}-}`;
  return list === null ? source : `$(member "${source}" ${text(list.join)} ${text(list.prefix)})`;
}

const MEMBER = `# The rest of the member of the list $1, joined by $2, that starts with $3.
member() {
  rest=$1$2
  while [ -n "$rest" ]; do
    case \${rest%%"$2"*} in
      "$3"*)
        each=\${rest%%"$2"*}
        printf %s "\${each#"$3"}"
        return
        ;;
    esac
    rest=\${rest#*"$2"}
  done
}`;

function computeSignature({ key, content, encoding, signature }: SnippetFacts): string {
  const secret = key.prefix ? `"\${WEBHOOK_SECRET#${key.prefix}}"` : '"$WEBHOOK_SECRET"';
  const encoder = encoding === "hex" ? "to_hex" : "openssl base64 -A";
  const prefix = signature.prefix ? text(signature.prefix) : "";
  return code(
    `  key=${KEY[key.decode](secret)}`,
    `  expected=${prefix}$(${signedBytes(content)} |`,
    `    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | ${encoder})`,
  );
}

const KEY: Record<SnippetFacts["key"]["decode"], (secret: string) => string> = {
  none: (secret) => `$(printf %s ${secret} | to_hex)`,
  hex: (secret) => secret,
  base64: (secret) => `$(printf %s ${secret} | openssl base64 -d -A | to_hex)`,
};

function signedBytes(content: SnippetFacts["content"]): string {
  const commands = content.map((part) => (part === "body" ? 'cat "$1"' : printed(part)));
  return commands.length === 1 ? (commands[0] ?? "") : `{ ${commands.join("; ")}; }`;
}

function compare(signature: SnippetFacts["signature"]): string {
  const { split } = signature;
  if (split === null) return '  same "$signature" "$expected"';
  return code(
    `  # ${splitReason(signature)}`,
    `  rest=$signature${text(split)}`,
    '  while [ -n "$rest" ]; do',
    `    same "\${rest%%${text(split)}*}" "$expected" && return 0`,
    `    rest=\${rest#*${text(split)}}`,
    "  done",
    "  return 1",
  );
}

const SAME = `# Compares digests under a random key: how long that takes says nothing about the texts.
same() {
  once=$(openssl rand -hex 16)
  [ "$(printf %s "$1" | openssl dgst -sha256 -hmac "$once")" = "$(printf %s "$2" | openssl dgst -sha256 -hmac "$once")" ]
}`;

const MAIN = `: "\${WEBHOOK_SECRET:?Set WEBHOOK_SECRET to the signing secret.}"
if verify "$1"; then
  echo "genuine"
else
  echo "invalid signature" >&2
  exit 1
fi`;

/** In single quotes nothing means anything; a quote is written outside of them. */
const text = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

function printed(part: Exclude<ContentPart, "body">): string {
  const format = part.map((each) => ("value" in each ? "%s" : each.literal.replace(/[%\\]/g, "$&$&")));
  const values = part.flatMap((each) => ("value" in each ? [` "$${each.value}"`] : []));
  return `printf ${text(format.join(""))}${values.join("")}`;
}
