/**
 * Notices which endpoints are as a rule says: failing, disabled, behind. Promises that one process of the cluster
 * looks at a time, and that what began is to be told once, and once when it is over: at most once an hour per
 * endpoint and rule, however often it comes and goes. Telling is `alert-notices.ts`.
 */
import type { PoolClient } from "pg";
import { onClient, run } from "@/lib/platform/db";
import { sendNotices } from "./alert-notices";

export const WATCH_ALERTS_EVERY_MS = 15_000;
const ALERT_LOCK = 7_267_006;

type Found = { rule_id: string; endpoint_id: string; since: Date };

// Rides alert_rules_of_workspace, endpoints_of_project and endpoint_states_pkey; what is due rides deliveries_due and
// deliveries_due_by_key, one probe each: of an ordering key's deliveries the first is the one that is due. A rule that
// tells a project is not about that project's endpoints: else the alert would be about its own way out.
const JUDGE = {
  name: "judge-alerts",
  text: `
SELECT r.id AS rule_id, e.id AS endpoint_id,
  CASE r.kind WHEN 'failing' THEN s.failing_since WHEN 'disabled' THEN coalesce(e.disabled_at, now()) ELSE due.at END AS since
FROM alert_rules r
JOIN projects p ON p.workspace_id = r.workspace_id AND p.deleted_at IS NULL
  AND (r.project_id IS NULL OR p.id = r.project_id) AND p.id IS DISTINCT FROM r.target_project_id
JOIN endpoints e ON e.project_id = p.id AND e.deleted_at IS NULL
LEFT JOIN endpoint_states s ON s.endpoint_id = e.id
LEFT JOIN LATERAL (
  SELECT min(first.at) AS at FROM (
    (SELECT next_attempt_at AS at FROM deliveries d WHERE r.kind = 'backlog' AND d.endpoint_id = e.id
      AND d.status = 'pending' AND d.ordering_key IS NULL ORDER BY d.next_attempt_at, d.id LIMIT 1)
    UNION ALL
    (SELECT next_attempt_at FROM deliveries d WHERE r.kind = 'backlog' AND d.endpoint_id = e.id
      AND d.status = 'pending' AND d.ordering_key IS NOT NULL ORDER BY d.ordering_key, d.id LIMIT 1)) AS first
) AS due ON true
WHERE r.enabled AND CASE r.kind
  WHEN 'failing' THEN e.status = 'enabled' AND s.failing_since <= now() - r.minutes * interval '1 minute'
  WHEN 'disabled' THEN e.status = 'disabled' AND e.disabled_reason IS DISTINCT FROM 'manual'
  ELSE e.status = 'enabled' AND due.at <= now() - r.minutes * interval '1 minute' END`,
};

// What is open and said, or being said, stays as it is. What comes back before anybody was told that it was over was
// never over; what comes back within the hour is told of when the hour is over, if it is still there then.
const OPEN = {
  name: "open-alerts",
  text: `
INSERT INTO alerts AS a (rule_id, endpoint_id, since, notice)
SELECT f.rule_id, f.endpoint_id, f.since, 'began' FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS f (rule_id, endpoint_id, since)
WHERE EXISTS (SELECT FROM alert_rules r WHERE r.id = f.rule_id) AND EXISTS (SELECT FROM endpoints e WHERE e.id = f.endpoint_id)
ON CONFLICT (rule_id, endpoint_id) DO UPDATE SET
  is_open = true,
  since = CASE WHEN a.is_open OR a.said THEN a.since ELSE excluded.since END,
  notice = CASE WHEN a.said OR a.said_at > now() - interval '1 hour' THEN NULL ELSE 'began' END,
  notice_tries = 0, notice_after = NULL
WHERE NOT a.is_open OR (NOT a.said AND a.notice IS NULL AND (a.said_at IS NULL OR a.said_at <= now() - interval '1 hour'))`,
};

// An endpoint that was disabled or deleted has not recovered: of that nothing is said here.
const CLOSE = {
  name: "close-alerts",
  text: `
UPDATE alerts a SET is_open = false, notice_tries = 0, notice_after = NULL,
  said = a.said AND e.status = 'enabled' AND e.deleted_at IS NULL,
  notice = CASE WHEN a.said AND e.status = 'enabled' AND e.deleted_at IS NULL THEN 'ended' END
FROM endpoints e
WHERE e.id = a.endpoint_id AND a.is_open AND NOT EXISTS (
  SELECT FROM unnest($1::uuid[], $2::uuid[]) AS f (rule_id, endpoint_id)
  WHERE f.rule_id = a.rule_id AND f.endpoint_id = a.endpoint_id)`,
};

/** Looks once, unless another process is looking, and says what is to be said. */
export async function watchAlerts(): Promise<void> {
  if (await look()) await sendNotices();
}

/** False when another process is at it. */
const look = (): Promise<boolean> =>
  onClient("delivery", async (client) => {
    await client.query("BEGIN");
    const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS got", [
      ALERT_LOCK,
    ]);
    if (rows[0]?.got) await note(client);
    await client.query("COMMIT");
    return rows[0]?.got === true;
  });

async function note(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ any: boolean }>("SELECT EXISTS (SELECT FROM alert_rules) AS any");
  if (!rows[0]?.any) return;
  const found = await run<Found>(client, JUDGE, []);
  const rules = found.map(({ rule_id: id }) => id);
  const endpoints = found.map(({ endpoint_id: id }) => id);
  await run(client, OPEN, [rules, endpoints, found.map(({ since }) => since)]);
  await run(client, CLOSE, [rules, endpoints]);
}
