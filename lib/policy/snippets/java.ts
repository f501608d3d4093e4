/** The check in Java, as one file; how a servlet or a Spring controller calls it is in its documentation. */
import { code, indented, splitReason } from "./code-lines";
import type { Carried, ContentPart, SnippetFacts } from "./facts";

/** The whole file as a person reads it. */
export function javaSnippet(facts: SnippetFacts): string {
  const { timestamp } = facts;
  return code(
    imports(facts),
    "",
    "/** Verifies the signatures of webhooks. */",
    "public final class WebhookSignature {",
    timestamp !== null && `    private static final long TOLERANCE_SECONDS = ${facts.toleranceSeconds};\n`,
    "    private WebhookSignature() {}",
    "",
    indented(DOCUMENTATION, "    "),
    "    public static boolean verify(byte[] body, UnaryOperator<String> header, String secret) {",
    indented(code(readHeaders(facts), "", computeSignature(facts), compare(facts.signature)), "        "),
    "    }",
    listsIn(facts) && `\n${indented(MEMBER, "    ")}`,
    "}",
    "",
  );
}

const listsIn = ({ id, timestamp }: SnippetFacts) => Boolean(id?.list || timestamp?.list);

function imports(facts: SnippetFacts): string {
  const { encoding, key, signature } = facts;
  const written = [encoding, key.decode];
  return code(
    "import java.nio.charset.StandardCharsets;",
    "import java.security.GeneralSecurityException;",
    "import java.security.MessageDigest;",
    written.includes("base64") && "import java.util.Base64;",
    written.includes("hex") && "import java.util.HexFormat;",
    "import java.util.function.UnaryOperator;",
    (signature.split !== null || listsIn(facts)) && "import java.util.regex.Pattern;",
    "import javax.crypto.Mac;",
    "import javax.crypto.spec.SecretKeySpec;",
  );
}

const DOCUMENTATION = `/**
 * Whether the request is genuine. The body is exactly the bytes that came, before anything parses them;
 * header finds a header by its name. In a servlet or a Spring controller:
 *
 * <pre>verify(body, request::getHeader, System.getenv("WEBHOOK_SECRET"))</pre>
 */`;

function readHeaders({ signature, id, timestamp }: SnippetFacts): string {
  return code(
    `String signature = header.apply(${text(signature.header)});`,
    "if (signature == null) {",
    "    return false;",
    "}",
    id !== null && `String id = ${read(id, signature.header)};`,
    timestamp !== null && `String timestamp = ${read(timestamp, signature.header)};`,
    timestamp !== null && FRESHNESS,
  );
}

const FRESHNESS = `if (timestamp == null || !timestamp.matches("[0-9]{1,15}")) {
    return false;
}
// Too old, or from the future: perhaps somebody sends a recorded request again.
if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) {
    return false;
}`;

function read({ header, list }: Carried, signatureHeader: string): string {
  const source = header === signatureHeader ? "signature" : `header.apply(${text(header)})`;
  return list === null ? source : `member(${source}, ${text(list.join)}, ${text(list.prefix)})`;
}

const MEMBER = `/** The rest of the member of the list that starts with the prefix. */
private static String member(String list, String separator, String prefix) {
    if (list != null) {
        for (String each : list.split(Pattern.quote(separator))) {
            if (each.startsWith(prefix)) {
                return each.substring(prefix.length());
            }
        }
    }
    return null;
}`;

function computeSignature({ key, content, encoding, signature }: SnippetFacts): string {
  const updates = content.map((part) =>
    part === "body"
      ? "    mac.update(body);"
      : `    mac.update((${joined(part)}).getBytes(StandardCharsets.UTF_8));`,
  );
  const encoded = {
    hex: "HexFormat.of().formatHex(mac.doFinal())",
    base64: "Base64.getEncoder().encodeToString(mac.doFinal())",
  }[encoding];
  return code(
    "String expected;",
    "try {",
    `    byte[] key = ${KEY[key.decode](key.prefix ? `secret.substring(${text(key.prefix)}.length())` : "secret")};`,
    '    Mac mac = Mac.getInstance("HmacSHA256");',
    '    mac.init(new SecretKeySpec(key, "HmacSHA256"));',
    ...updates,
    `    expected = ${signature.prefix ? `${text(signature.prefix)} + ` : ""}${encoded};`,
    "} catch (GeneralSecurityException error) {",
    "    throw new IllegalStateException(error);",
    "}",
  );
}

const KEY: Record<SnippetFacts["key"]["decode"], (secret: string) => string> = {
  none: (secret) => `${secret}.getBytes(StandardCharsets.UTF_8)`,
  hex: (secret) => `HexFormat.of().parseHex(${secret})`,
  base64: (secret) => `Base64.getDecoder().decode(${secret})`,
};

function compare(signature: SnippetFacts["signature"]): string {
  const { split } = signature;
  const equal = (received: string) =>
    `MessageDigest.isEqual(${received}.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8))`;
  if (split === null) return `return ${equal("signature")};`;
  return code(
    `// ${splitReason(signature)}`,
    `for (String each : signature.split(Pattern.quote(${text(split)}))) {`,
    `    if (${equal("each")}) {`,
    "        return true;",
    "    }",
    "}",
    "return false;",
  );
}

/** Java's and JSON's strings are written alike as far as ASCII goes. */
const text = (value: string) => JSON.stringify(value);

const joined = (part: Exclude<ContentPart, "body">) => {
  const terms = part.map((each) => ("value" in each ? each.value : text(each.literal)));
  return terms.join(" + ");
};
