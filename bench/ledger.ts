/**
 * The bench's own view of the ledger: makes endpoints by the thousand as rows, and asks whether everything
 * that was published has been recorded.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { newUuid, publicId } from "@/lib/platform/ids";
import { parseRing, seal } from "@/lib/platform/secret-box";
import { sleep } from "./clock";
import type { Servers } from "./servers";

export type Project = { uuid: string; id: string; key: string };

export type Ledger = {
  /** `count` endpoints that want every event, at `urlOf(0)`, `urlOf(1)` and so on. */
  makeEndpoints: (project: Project, count: number, urlOf: (index: number) => string) => Promise<void>;
  /** Resolves when nothing is pending, with whether that was within the time. */
  settled: (timeoutMs: number) => Promise<boolean>;
  counts: (project: Project) => Promise<{ succeeded: number; attempts: number; deliveries: number }>;
  query: pg.Client["query"];
  close: () => Promise<void>;
};

const INSERT = `
WITH given AS (
  SELECT * FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[]) AS g(id, url, secret_id, sealed)
), e AS (
  INSERT INTO endpoints (id, project_id, url, subscriptions)
  SELECT id, $1::uuid, url, '[{"type":"*"}]' FROM given RETURNING id
), s AS (
  INSERT INTO endpoint_states (endpoint_id) SELECT id FROM given
), k AS (
  INSERT INTO signing_secrets (id, endpoint_id, sealed) SELECT secret_id, id, sealed FROM given
)
UPDATE projects SET routing_version = routing_version + 1 WHERE id = $1::uuid`;

export async function openLedger({
  databaseUrl,
  encryptionKeys,
}: Pick<Servers, "databaseUrl" | "encryptionKeys">): Promise<Ledger> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "bench" });
  await client.connect();
  const ring = parseRing(encryptionKeys);

  async function makeEndpoints(project: Project, count: number, urlOf: (index: number) => string) {
    const rows = Array.from({ length: count }, (_, index) => {
      const id = newUuid();
      const secretId = newUuid();
      const secret = `whsec_${randomBytes(32).toString("base64")}`;
      return {
        id,
        secretId,
        url: urlOf(index),
        sealed: seal(secret, `${project.uuid}|${id}|${secretId}`, ring),
      };
    });
    await client.query(INSERT, [
      project.uuid,
      rows.map((row) => row.id),
      rows.map((row) => row.url),
      rows.map((row) => row.secretId),
      rows.map((row) => row.sealed),
    ]);
    await client.query("ANALYZE endpoints, endpoint_states, signing_secrets");
  }

  async function settled(timeoutMs: number): Promise<boolean> {
    for (const until = performance.now() + timeoutMs; performance.now() < until; await sleep(10)) {
      const { rows } = await client.query<{ open: boolean }>(
        "SELECT EXISTS (SELECT FROM deliveries WHERE status = 'pending') AS open",
      );
      if (!rows[0]?.open) return true;
    }
    return false;
  }

  async function counts({ uuid }: Project) {
    const { rows } = await client.query<{ succeeded: number; attempts: number; deliveries: number }>(
      `SELECT count(*)::int AS deliveries, count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
        coalesce(sum(attempt_count), 0)::int AS attempts FROM deliveries WHERE project_id = $1`,
      [uuid],
    );
    return rows[0] ?? { succeeded: 0, attempts: 0, deliveries: 0 };
  }

  return { makeEndpoints, settled, counts, query: client.query.bind(client), close: () => client.end() };
}

export const projectPath = ({ id }: Project) => `/api/v1/projects/${id}/events`;
export const projectOf = (uuid: string, key: string): Project => ({
  uuid,
  id: publicId("project", uuid),
  key,
});
