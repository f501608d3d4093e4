/** Passwords as argon2id hashes; whether a person may try one at all is `lib/sign-in-throttle.ts`'s to say. */
import { hash, verify } from "@node-rs/argon2";

/** OWASP's Password Storage Cheat Sheet: argon2id (2) with 19 MiB, two passes, one lane. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of a random password nobody knows, with `COST`: what an unknown person's password is compared with. */
const NOBODYS =
  "$argon2id$v=19$m=19456,t=2,p=1$gtgS7F73ht2UyLObs1jN/Q$XWYWX4hnM8U2A6qmh8dW+0ZcdVRSVN66maOyULzk8QM";

const MAX_BYTES = 1024;

/** One spelling of a password, whatever keyboard composed it (NIST SP 800-63B, 3.1.1.2). */
const spelled = (password: string) => password.normalize("NFKC");

/** The PHC string to store. Length is the contract's to check; takes about 60 ms of a thread. */
export const hashPassword = (password: string): Promise<string> => hash(spelled(password), COST);

/**
 * Whether the password is the one behind `stored`. Takes as long when there is none (`null`), or when the
 * password is too long to be anybody's, so that time does not tell who exists.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const fits = Buffer.byteLength(password) <= MAX_BYTES;
  const matches = await verify(stored ?? NOBODYS, fits ? spelled(password) : "");
  return matches && fits && stored !== null;
}
