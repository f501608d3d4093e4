/** The check in Go, as a package; how a handler calls it is in its documentation. */
import { code, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole file as a person reads it, in gofmt's format. */
export function goSnippet(facts: SnippetFacts): string {
  const { timestamp, signature } = facts;
  return code(
    "// Package webhooks verifies the signatures of webhooks.",
    "package webhooks",
    "",
    imports(facts),
    "",
    timestamp !== null && `const tolerance = ${facts.toleranceSeconds} * time.Second\n`,
    DOCUMENTATION,
    "func Verify(body []byte, header func(name string) string, secret string) bool {",
    `\tsignature := header(${text(signature.header)})`,
    readHeaders(facts),
    computeKey(facts.key),
    computeSignature(facts),
    compare(signature),
    "}",
    listsIn(facts) && `\n${MEMBER}`,
    "",
  );
}

const listsIn = ({ id, timestamp }: SnippetFacts) => Boolean(id?.list || timestamp?.list);

function imports(facts: SnippetFacts): string {
  const { encoding, key, signature, timestamp } = facts;
  const written = [encoding, key.decode];
  const needed: [string, boolean][] = [
    ["crypto/hmac", true],
    ["crypto/sha256", true],
    ["encoding/base64", written.includes("base64")],
    ["encoding/hex", written.includes("hex")],
    ["strconv", timestamp !== null],
    ["strings", signature.split !== null || key.prefix !== "" || listsIn(facts)],
    ["time", timestamp !== null],
  ];
  const lines = needed.filter(([, isNeeded]) => isNeeded).map(([name]) => `\t"${name}"`);
  return code("import (", ...lines, ")");
}

const DOCUMENTATION = `// Verify reports whether a request is genuine. The body is exactly the bytes that came, before anything parses
// them; header finds a header by its name. In a handler:
//
//	body, err := io.ReadAll(r.Body)
//	if err != nil || !webhooks.Verify(body, r.Header.Get, os.Getenv("WEBHOOK_SECRET")) {
//		http.Error(w, "invalid signature", http.StatusUnauthorized)
//		return
//	}
//	w.WriteHeader(http.StatusNoContent)`;

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    id !== null && `\tid := ${read(id, signature.header)}`,
    timestamp !== null && `\ttimestamp := ${read(timestamp, signature.header)}`,
    timestamp !== null && FRESHNESS,
    "",
  );
}

const FRESHNESS = `	sent, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return false
	}
	// Too old, or from the future: perhaps somebody sends a recorded request again.
	if age := time.Since(time.Unix(sent, 0)); age > tolerance || age < -tolerance {
		return false
	}`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const source = header === signatureHeader ? "signature" : `header(${text(header)})`;
  return list === null ? source : `member(${source}, ${text(list.join)}, ${text(list.prefix)})`;
}

const MEMBER = `// member is the rest of the member of list that starts with prefix.
func member(list, separator, prefix string) string {
	for _, each := range strings.Split(list, separator) {
		if strings.HasPrefix(each, prefix) {
			return strings.TrimPrefix(each, prefix)
		}
	}
	return ""
}`;

/** A key of no bytes would let everybody sign: an unset secret has to end here. */
function computeKey({ prefix, decode }: SnippetFacts["key"]): string {
  const secret = prefix ? `strings.TrimPrefix(secret, ${text(prefix)})` : "secret";
  if (decode === "none") return code(`\tkey := []byte(${secret})`, "\tif len(key) == 0 {", REFUSE);
  const decoder = { hex: "hex.DecodeString", base64: "base64.StdEncoding.DecodeString" }[decode];
  return code(`\tkey, err := ${decoder}(${secret})`, "\tif err != nil || len(key) == 0 {", REFUSE);
}

const REFUSE = "\t\treturn false\n\t}";

function computeSignature({ content, encoding, signature }: SnippetFacts): string {
  const writes = content.map(
    (part) => `\tmac.Write(${part === "body" ? "body" : `[]byte(${joined(part)})`})`,
  );
  const encoded = {
    hex: "hex.EncodeToString(mac.Sum(nil))",
    base64: "base64.StdEncoding.EncodeToString(mac.Sum(nil))",
  }[encoding];
  return code(
    "\tmac := hmac.New(sha256.New, key)",
    ...writes,
    `\texpected := ${signature.prefix ? `${text(signature.prefix)} + ` : ""}${encoded}`,
  );
}

function compare(signature: SnippetFacts["signature"]): string {
  const { split } = signature;
  if (split === null) return "\treturn hmac.Equal([]byte(signature), []byte(expected))";
  return code(
    `\t// ${splitReason(signature)}`,
    `\tfor _, each := range strings.Split(signature, ${text(split)}) {`,
    "\t\tif hmac.Equal([]byte(each), []byte(expected)) {",
    "\t\t\treturn true",
    "\t\t}",
    "\t}",
    "\treturn false",
  );
}

/** Go's and JSON's strings are written alike as far as ASCII goes. */
const text = (value: string) => JSON.stringify(value);

const joined = (part: Exclude<ContentPart, "body">) =>
  part.map((each) => ("value" in each ? each.value : text(each.literal))).join(" + ");
