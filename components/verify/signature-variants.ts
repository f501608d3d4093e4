/** The mistakes people make while they verify a signature, each as the body, key or content that comes of it. */
import type { DeliveryPolicyJson } from "@/lib/contract/policies";
import { otherLayouts } from "./json-layout";
import { type Bytes, concatenated, fromBase64, fromHex, utf8 } from "./web-hmac";

type SignaturePolicy = NonNullable<DeliveryPolicyJson["signature"]>;
export type SignedPart = SignaturePolicy["signed"][number];

export type Mistake =
  | "body-reprinted"
  | "newline-lost"
  | "newline-added"
  | "line-endings"
  | "secret-not-decoded"
  | "secret-decoded"
  | "secret-with-more"
  | "content-incomplete"
  | "wrong-encoding"
  | "wrong-prefix";

/** What a value would be if this mistake had been made; `null` is none. */
export type Variant<Value> = { value: Value; mistake: Mistake | null };

/** The body as it was pasted first, then what it may have been before something happened to it. */
export function bodyVariants(body: Bytes): Variant<Bytes>[] {
  const text = decoded(body);
  const as = (mistake: Mistake) => (value: string) => ({ value: utf8(value), mistake });
  const right = { value: body, mistake: null };
  if (text === null) return [right];
  const trimmed = text.replace(/\r?\n$/, "");
  const others = [
    ...[`${text}\n`, `${text}\r\n`].map(as("newline-lost")),
    ...(trimmed === text ? [] : [trimmed].map(as("newline-added"))),
    ...[text.replaceAll("\r\n", "\n"), text.replace(/\r?\n/g, "\r\n")].map(as("line-endings")),
    ...otherLayouts(text).map(as("body-reprinted")),
  ];
  return [right, ...others.filter(({ value }) => decoded(value) !== text)];
}

function decoded(bytes: Bytes): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const PREFIX: Partial<Record<DeliveryPolicyJson["secretFormat"], string>> = { "whsec-base64": "whsec_" };

/** The key as the dialect reads the secret first. None when it cannot be read at all. */
export function keyVariants(format: DeliveryPolicyJson["secretFormat"], secret: string): Variant<Bytes>[] {
  const bare = bareSecret(secret);
  const right = keyOf(format, secret);
  const variants: Variant<Bytes | null>[] = [
    { value: right, mistake: null },
    { value: bare === secret ? null : keyOf(format, bare), mistake: "secret-with-more" },
    ...(format === "characters" || format === "hex-characters"
      ? [fromHex(bare), fromBase64(bare), fromBase64(bare.replace(/^whsec_/, ""))].map(
          (value): Variant<Bytes | null> => ({ value, mistake: "secret-decoded" }),
        )
      : [bare, bare.slice(PREFIX[format]?.length ?? 0)].map(
          (value): Variant<Bytes | null> => ({ value: utf8(value), mistake: "secret-not-decoded" }),
        )),
  ];
  return variants.flatMap(({ value, mistake }) =>
    value && value.byteLength > 0 ? [{ value, mistake }] : [],
  );
}

/** Without what comes along from a file or a page: white space, quotes, the name of the variable. */
export const bareSecret = (secret: string): string =>
  secret
    .trim()
    .replace(/^(export\s+)?[A-Z][A-Z0-9_]*=(?!=*$)/, "")
    .replace(/^(["'])(.*)\1$/, "$2")
    .trim();

/** The key's bytes, `null` when the secret does not have the format. */
export function keyOf(format: DeliveryPolicyJson["secretFormat"], secret: string): Bytes | null {
  switch (format) {
    case "hex-characters":
    case "characters":
      return utf8(secret);
    case "hex-bytes":
      return fromHex(secret);
    case "base64-bytes":
      return fromBase64(secret);
    case "whsec-base64":
      return secret.startsWith("whsec_") ? fromBase64(secret.slice(6)) : null;
    case "whsk-base64":
      return null;
  }
}

/** What the dialect signs first, then what is left when a part is forgotten. */
export function contentVariants(signed: readonly SignedPart[]): Variant<readonly SignedPart[]>[] {
  const isBody = (part: SignedPart) => "from" in part && part.from === "body";
  const without = (name: string) =>
    signed.filter((part, index) => {
      const before = signed[index - 1];
      const follows = before !== undefined && "from" in before && before.from === name && "literal" in part;
      return !follows && !("from" in part && part.from === name);
    });
  const [first, ...rest] = signed;
  const shortened = [
    signed.filter(isBody),
    without("event-id"),
    without("attempt-timestamp"),
    first && "literal" in first ? rest : signed,
  ];
  return [
    { value: signed, mistake: null },
    ...shortened
      .filter((parts) => parts.length < signed.length && parts.length > 0)
      .map((value): Variant<readonly SignedPart[]> => ({ value, mistake: "content-incomplete" })),
  ];
}

/** The signed bytes. */
export function contentBytes(
  parts: readonly SignedPart[],
  values: { id: string; timestamp: string; body: Bytes },
): Bytes {
  return concatenated(
    parts.map((part) => {
      if ("literal" in part) return utf8(part.literal);
      if (part.from === "body") return values.body;
      return utf8(part.from === "event-id" ? values.id : values.timestamp);
    }),
  );
}
