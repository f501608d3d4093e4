/** Whether everything that is sealed can be opened: with a key lost, endpoints cannot be signed for. */
import type { Finding } from "@/lib/contract/doctor";
import { pool } from "@/lib/platform/db";
import { open, sealingKey } from "@/lib/platform/secret-box";
import { counted, error, ok, warning } from "./findings";

/** One key of the ring, as the stored secrets name it: how many are sealed under it, and whether one of them opens. */
export type KeyUse = { keyId: string; count: number; opens: boolean };

// One sample of each key suffices: what a key opens, it opens everywhere.
const SAMPLES = `
SELECT key_id, count(*)::int AS count, (array_agg(sealed))[1] AS sealed, (array_agg(bound_to))[1] AS bound_to FROM (
  SELECT split_part(s.sealed, '.', 2) AS key_id, s.sealed, concat_ws('|', e.project_id, e.id, s.id) AS bound_to
    FROM signing_secrets s JOIN endpoints e ON e.id = s.endpoint_id
  UNION ALL
  SELECT split_part(headers_sealed, '.', 2), headers_sealed, concat_ws('|', project_id, id, 'headers')
    FROM endpoints WHERE headers_sealed IS NOT NULL) all_of
GROUP BY key_id ORDER BY key_id`;

type Row = { key_id: string; count: number; sealed: string; bound_to: string };

export async function keyFindings(): Promise<Finding[]> {
  const { rows } = await pool("pages").query<Row>(SAMPLES);
  const uses = rows.map(({ key_id, count, sealed, bound_to }) => ({
    keyId: key_id,
    count,
    opens: canOpen(sealed, bound_to),
  }));
  return [judgeKeys(uses, sealingKey())];
}

function canOpen(sealed: string, boundTo: string): boolean {
  try {
    open(sealed, boundTo);
    return true;
  } catch {
    return false;
  }
}

/** `first` is the key that seals now. */
export function judgeKeys(uses: KeyUse[], first: string): Finding {
  const lost = uses.filter(({ opens }) => !opens);
  if (lost.length > 0) {
    const count = lost.reduce((sum, use) => sum + use.count, 0);
    const names = lost.map(({ keyId }) => `"${keyId}"`).join(", ");
    return error(
      "keys",
      `${counted(count, "stored secret")} under key ${names} cannot be opened: their endpoints cannot be signed for.`,
      "Put the key they were sealed with back into ENCRYPTION_KEYS, behind the first.",
    );
  }
  const retired = uses.filter(({ keyId }) => keyId !== first);
  if (retired.length > 0) {
    const count = retired.reduce((sum, use) => sum + use.count, 0);
    return warning(
      "keys",
      `${counted(count, "stored secret")} still use a retired key (${retired.map(({ keyId }) => keyId).join(", ")}).`,
      "Leave it in ENCRYPTION_KEYS until they are sealed anew.",
    );
  }
  return ok("keys", "All stored secrets can be opened with the key that seals now.");
}
