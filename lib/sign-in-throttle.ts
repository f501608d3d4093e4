/**
 * How often a wrong password may be tried: five times in 15 minutes for an account from one address, fifty
 * times for all accounts from that address. Another address is never affected, so nobody can be locked out
 * from afar. Unknown accounts count like known ones.
 */
import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { db } from "./platform/db";
import { newUuid } from "./platform/ids";

export const FAILURES_PER_ACCOUNT = 5;
export const FAILURES_PER_ADDRESS = 50;
const PRUNED_AT_ONCE = 100;

export type Attempt = { account: string; address: string };
export type Admission = { admitted: true } | { admitted: false; retryAfterSeconds: number };

/**
 * Asks whether one more password may be tried, and counts it as a failure until `forgive` says otherwise.
 * `account` is the e-mail as compared, known or not; `address` the client's IP address, `""` when unknown.
 *
 * Counted first and asked second, each on its own: whoever is admitted has seen every row admitted before,
 * so a thousand parallel attempts are at most five, without a lock for anyone to wait on.
 */
export async function admit(attempt: Attempt): Promise<Admission> {
  const { account, address } = hashed(attempt);
  const id = newUuid();
  await db.$executeRaw`
    INSERT INTO sign_in_failures (id, account, address, at)
    VALUES (${id}::uuid, ${account}, ${address}, clock_timestamp())`;
  const retryAfterSeconds = await secondsToWait(id, account, address);
  if (retryAfterSeconds === 0) {
    await prune();
    return { admitted: true };
  }
  await db.signInFailure.deleteMany({ where: { id } });
  return { admitted: false, retryAfterSeconds };
}

/** The password was right: what was held against this account from this address no longer counts. */
export async function forgive(attempt: Attempt): Promise<void> {
  const { account, address } = hashed(attempt);
  await db.signInFailure.deleteMany({ where: { account, address } });
}

type Window = { mine: number; mineEnds: number; all: number; allEnds: number };

/** Rides on `sign_in_failures_of_address`. A refused attempt leaves no row, so the oldest others decide. */
async function secondsToWait(id: string, account: Uint8Array<ArrayBuffer>, address: string): Promise<number> {
  const [window] = await db.$queryRaw<Window[]>`
    WITH others AS (
      SELECT account = ${account} AS is_mine,
             extract(epoch FROM at + interval '15 minutes' - clock_timestamp())::float8 AS ends
        FROM sign_in_failures
       WHERE address = ${address} AND at > clock_timestamp() - interval '15 minutes' AND id <> ${id}::uuid)
    SELECT count(*) FILTER (WHERE is_mine)::int AS mine, min(ends) FILTER (WHERE is_mine) AS "mineEnds",
           count(*)::int AS all, min(ends) AS "allEnds"
      FROM others`;
  if (!window) return 0;
  const waits = [
    window.mine >= FAILURES_PER_ACCOUNT ? window.mineEnds : 0,
    window.all >= FAILURES_PER_ADDRESS ? window.allEnds : 0,
  ];
  return Math.ceil(Math.max(...waits));
}

/** Ids ascend with time, so the primary key finds the oldest rows; a few per attempt keep up with any number. */
async function prune(): Promise<void> {
  await db.$executeRaw`
    DELETE FROM sign_in_failures
     WHERE at < clock_timestamp() - interval '15 minutes'
       AND id IN (SELECT id FROM sign_in_failures ORDER BY id LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED)`;
}

const hashed = ({ account, address }: Attempt) => ({
  account: new Uint8Array(createHash("sha256").update(account).digest()),
  address: neighbourhood(address),
});

/** An IPv6 customer owns a /64 at least, so that is one address here; IPv4 in IPv6's clothes is IPv4. */
export function neighbourhood(address: string): string {
  const plain = address.split("%")[0] ?? "";
  if (!isIPv6(plain)) return plain;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain);
  if (mapped?.[1]) return mapped[1];
  const [head = "", tail] = plain.replace(/\d+\.\d+\.\d+\.\d+$/, "0:0").split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill("0"), ...groups(tail)];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
