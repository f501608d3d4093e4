/** The keys a secret can stand for. Promises one entry per way of reading it, the likelier first. */
import type { KeyObject } from "node:crypto";
import type { SecretFormat, SignaturePolicy } from "@/lib/policy/delivery-policy";
import { keyOf } from "@/lib/policy/sign";

export type SecretForm = { format: SecretFormat; algorithm: SignaturePolicy["algorithm"]; key: KeyObject };

const CANONICAL_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Shorter and longer secrets than we would make or take are read as well: the question is what another system
 * does. An empty secret has no form.
 */
export function secretForms(secret: string): SecretForm[] {
  const forms: SecretFormat[] = [];
  const decoded = (prefix: string) =>
    secret.startsWith(prefix) &&
    secret.length > prefix.length &&
    CANONICAL_BASE64.test(secret.slice(prefix.length));
  if (decoded("whsk_") && Buffer.from(secret.slice(5), "base64").length === 32) forms.push("whsk-base64");
  if (decoded("whsec_")) forms.push("whsec-base64");
  if (secret !== "") forms.push(/^[0-9a-fA-F]{64}$/.test(secret) ? "hex-characters" : "characters");
  if (/^([0-9a-fA-F]{2})+$/.test(secret)) forms.push("hex-bytes");
  if (decoded("")) forms.push("base64-bytes");
  return forms.map((format) => ({
    format,
    algorithm: format === "whsk-base64" ? "ed25519" : "hmac-sha256",
    key: keyOf(format, secret),
  }));
}
