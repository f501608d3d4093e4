/** Finds the endpoints of a project that somebody should look at: disabled, failing, or behind with what is due. */
import { ofEndpoint } from "./bounded-search";
import type { Attention, NeedsAttention } from "./contract/stats";
import type { ProjectRef } from "./lookups";
import { db } from "./platform/db";
import { publicId } from "./platform/ids";
import { Prisma } from "./platform/prisma/client";

/** One failed attempt that the next retry makes good is nothing to look at. */
const FAILING_FOR_S = 60;
const OVERDUE_FOR_S = 60;
const SHOWN = 20;
const COUNTED = Prisma.raw("1000");
/** Beyond this many endpoints the oldest are not asked whether they are behind. */
const MAX_ENDPOINTS = 5_000;

type Row = {
  id: string;
  url: string;
  description: string;
  kind: NeedsAttention["kind"];
  reason: string | null;
  since: Date;
  failures: number;
  total: number;
};

/** At most 20, by urgency: switched off by a rule, failing, behind, switched off by hand; the latest first. */
export async function attention(project: ProjectRef): Promise<Attention> {
  const rows = await attentionRows(project);
  const about = await waitingFor(rows.map(({ id }) => id));
  return {
    data: rows.map(({ id, url, description, kind, reason, since, failures }) => ({
      endpointId: publicId("endpoint", id),
      url,
      description,
      kind,
      reason,
      since: since.toISOString(),
      consecutiveFailures: failures,
      waiting: about.get(id)?.waiting ?? 0,
      lastStatusCode: about.get(id)?.last_status_code ?? null,
    })),
    total: rows[0]?.total ?? 0,
  };
}

// Rides endpoints_of_project and endpoint_states_pkey; what is due rides deliveries_due and deliveries_due_by_key,
// one probe each: of an ordering key's deliveries the first is the one that is due.
const attentionRows = ({ id }: ProjectRef) => db.$queryRaw<Row[]>`
  WITH own AS (
    SELECT id, url, description, status, disabled_reason, disabled_at FROM endpoints
    WHERE project_id = ${id}::uuid AND deleted_at IS NULL ORDER BY id DESC LIMIT ${MAX_ENDPOINTS}
  ), judged AS (
    SELECT own.*, state.consecutive_failures, state.failing_since, (
      SELECT min(due.at) FROM (
        (SELECT next_attempt_at AS at FROM deliveries d WHERE d.endpoint_id = own.id AND d.status = 'pending'
          AND d.ordering_key IS NULL ORDER BY d.next_attempt_at, d.id LIMIT 1)
        UNION ALL
        (SELECT next_attempt_at FROM deliveries d WHERE d.endpoint_id = own.id AND d.status = 'pending'
          AND d.ordering_key IS NOT NULL ORDER BY d.ordering_key, d.id LIMIT 1)) AS due
    ) AS due_at
    FROM own LEFT JOIN endpoint_states state ON state.endpoint_id = own.id
  ), named AS (
    SELECT *, CASE
      WHEN status = 'disabled' AND disabled_reason IS DISTINCT FROM 'manual' THEN 1
      WHEN status = 'enabled' AND failing_since IS NOT NULL AND (consecutive_failures > 0
        OR failing_since < now() - ${FAILING_FOR_S} * interval '1 second') THEN 2
      WHEN status = 'enabled' AND due_at < now() - ${OVERDUE_FOR_S} * interval '1 second' THEN 3
      WHEN status = 'disabled' THEN 4 END AS urgency
    FROM judged
  )
  SELECT id, url, description, disabled_reason AS reason, coalesce(consecutive_failures, 0) AS failures,
    CASE WHEN urgency IN (1, 4) THEN 'disabled' WHEN urgency = 2 THEN 'failing' ELSE 'backlog' END AS kind,
    CASE WHEN urgency IN (1, 4) THEN coalesce(disabled_at, now()) WHEN urgency = 2 THEN failing_since ELSE due_at END AS since,
    (count(*) OVER ())::int AS total
  FROM named WHERE urgency IS NOT NULL
  ORDER BY urgency, CASE WHEN urgency = 3 THEN due_at END, coalesce(disabled_at, failing_since) DESC, id LIMIT ${SHOWN}`;

type About = { id: string; waiting: number; last_status_code: number | null };

// Rides deliveries_due, deliveries_due_by_key and deliveries_of_endpoint.
async function waitingFor(endpoints: string[]): Promise<Map<string, About>> {
  if (endpoints.length === 0) return new Map();
  const rows = await db.$queryRaw<About[]>`
    SELECT e.id, least(${COUNTED}, parallel.count + keyed.count)::int AS waiting, newest.last_status_code
    FROM unnest(${endpoints}::uuid[]) AS e (id)
    CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM deliveries d WHERE d.endpoint_id = e.id
      AND d.status = 'pending' AND d.ordering_key IS NULL LIMIT ${COUNTED}) AS few) AS parallel
    CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM deliveries d WHERE d.endpoint_id = e.id
      AND d.status = 'pending' AND d.ordering_key IS NOT NULL LIMIT ${COUNTED}) AS few) AS keyed
    LEFT JOIN LATERAL (SELECT last_status_code FROM (SELECT id, attempt_count, last_status_code FROM deliveries d
      WHERE ${ofEndpoint("e.id")} ORDER BY d.endpoint_id DESC, d.id DESC LIMIT ${COUNTED}) AS few
      WHERE attempt_count > 0 ORDER BY id DESC LIMIT 1) AS newest ON true`;
  return new Map(rows.map((row) => [row.id, row]));
}
