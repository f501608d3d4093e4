/** Time-based one-time codes (RFC 6238 over RFC 4226): six digits, SHA-1, thirty seconds, as every app makes them. Pure. */
import { createHmac, timingSafeEqual } from "node:crypto";

export const STEP_SECONDS = 30;
/** Clocks differ: a code of the step before and of the one after count as well. */
const DRIFT = [0, -1, 1];
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of one time step. */
export function codeAt(key: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The time step whose code this is, at `nowSeconds` (Unix); null when it is none of the three that count. */
export function stepOf(key: Uint8Array, code: string, nowSeconds: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const now = Math.floor(nowSeconds / STEP_SECONDS);
  const given = Buffer.from(code);
  const steps = DRIFT.map((drift) => now + drift);
  return steps.find((step) => timingSafeEqual(Buffer.from(codeAt(key, step)), given)) ?? null;
}

/** RFC 4648 base32 without padding, as apps take a secret. */
export function base32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => BASE32[Number.parseInt(group.padEnd(5, "0"), 2)])
    .join("");
}

/** What an app opens to take over a secret (Google Authenticator's key URI format). */
export function otpauthUri(key: Uint8Array, account: string): string {
  const label = `Posthorn:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(key)}&issuer=Posthorn&algorithm=SHA1&digits=6&period=${STEP_SECONDS}`;
}
