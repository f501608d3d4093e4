/**
 * Seals what must be readable again (signing secrets, custom headers) with AES-256-GCM under a key ring.
 * Sealed text is `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url; the additional data binds it to its
 * row, so a ciphertext copied to another row does not open. What need not be readable is hashed instead.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "./env";

export type Ring = { first: string; keys: ReadonlyMap<string, Buffer> };

/** Parses `k2:<base64>,k1:<base64>`; throws naming the malformed entry's position, never its content. */
export function parseRing(text: string): Ring {
  const keys = new Map<string, Buffer>();
  for (const [index, entry] of text.split(",").entries()) {
    const match = /^([a-z0-9]{1,16}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry.trim());
    const key = match?.[2] ? Buffer.from(match[2], "base64") : null;
    if (!match?.[1] || key?.length !== 32)
      throw new Error(`ENCRYPTION_KEYS: entry ${index + 1} is not <id>:<base64 of 32 bytes>`);
    keys.set(match[1], key);
  }
  const first = keys.keys().next().value;
  if (!first) throw new Error("ENCRYPTION_KEYS is empty");
  return { first, keys };
}

let ring: Ring | undefined;
const currentRing = () => {
  ring ??= parseRing(env.ENCRYPTION_KEYS);
  return ring;
};

/** Seals `plain`; `boundTo` names its row, e.g. `<project>|<endpoint>|<secret id>`, and is needed to open it. */
export function seal(plain: string, boundTo: string, using: Ring = currentRing()): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", using.keys.get(using.first) as Buffer, nonce);
  cipher.setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${using.first}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;
}

/** Opens what `seal` made; throws when the key is unknown, the row is another, or a byte was changed. */
export function open(sealed: string, boundTo: string, using: Ring = currentRing()): string {
  const [version, keyId, nonce, body] = sealed.split(".");
  const key = keyId ? using.keys.get(keyId) : undefined;
  if (version !== "v1" || !nonce || !body) throw new Error("not a sealed value");
  if (!key) throw new Error(`sealed under key "${keyId}", which is not in ENCRYPTION_KEYS`);
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"));
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
}

/** The key id under which a value is sealed, for re-encryption. */
export const sealedUnder = (sealed: string) => sealed.split(".")[1];
/** The key id that seals now. */
export const sealingKey = () => currentRing().first;
