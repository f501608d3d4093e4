/** Whether the replica that pages read from answers, is one, and keeps up. Losing it slows pages, and loses nothing. */
import type { Finding } from "@/lib/contract/doctor";
import { pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { replicaIsCurrent } from "@/lib/platform/replica";
import { ok, warning } from "./findings";

/** `inRecovery` is null where it does not answer. */
export type ReplicaFacts = { inRecovery: boolean | null; isCurrent: boolean };

export async function replicaFindings(): Promise<Finding[]> {
  if (!env.DATABASE_READ_URL) return [];
  const isCurrent = await replicaIsCurrent();
  const asked = pool("replica").query<{ in: boolean }>("SELECT pg_is_in_recovery() AS in");
  const inRecovery = await asked.then(({ rows }) => rows[0]?.in ?? null).catch(() => null);
  return [judgeReplica({ inRecovery, isCurrent })];
}

export function judgeReplica({ inRecovery, isCurrent }: ReplicaFacts): Finding {
  if (inRecovery === null)
    return warning(
      "read-replica",
      "The read replica does not answer: pages read from the primary.",
      "Start it, or check DATABASE_READ_URL.",
    );
  if (!inRecovery)
    return warning(
      "read-replica",
      "DATABASE_READ_URL names no replica: what is written elsewhere is not shown.",
      "Let it name a streaming replica of DATABASE_URL, or unset it.",
    );
  if (!isCurrent)
    return warning(
      "read-replica",
      "The read replica is seconds behind: pages read from the primary until it has caught up.",
      "Look at its disk, its network and its longest query.",
    );
  return ok("read-replica", "Pages read from a replica that keeps up.");
}
