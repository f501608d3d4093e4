/** Looks into the product's Postgres from outside, to see that nothing was written or what exactly was. */
import pg from "pg";
import { publicId, uuidOf } from "@/lib/platform/ids";
import type { Access } from "./product";

export type Ledger = {
  query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** How many events, deliveries and unregistered types a project's publishes have left. */
  traces: (project: string) => Promise<{ events: number; deliveries: number; types: number }>;
  /** How many attempts the ledger shows for a project's deliveries. */
  attempts: (project: string) => Promise<number>;
  /** The events of which a delivery was in hand when its worker died: those may have arrived twice. */
  interrupted: () => Promise<Set<string>>;
  close: () => Promise<void>;
};

export function openLedger({ databaseUrl }: Pick<Access, "databaseUrl">): Ledger {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  // A restart of Postgres ends idle connections; whoever asks next gets another.
  pool.on("error", () => undefined);
  const query: Ledger["query"] = async (text, values = []) => (await pool.query(text, values)).rows;
  return {
    query,
    traces: async (project) => {
      const [row] = await query<{ events: number; deliveries: number; types: number }>(
        `SELECT (SELECT count(*)::int FROM events WHERE project_id = $1) AS events,
          (SELECT count(*)::int FROM deliveries WHERE project_id = $1) AS deliveries,
          (SELECT count(*)::int FROM event_types t JOIN projects p ON p.workspace_id = t.workspace_id
            WHERE p.id = $1 AND NOT t.registered) AS types`,
        [uuidOf("project", project)],
      );
      return row as { events: number; deliveries: number; types: number };
    },
    attempts: async (project) => {
      const [row] = await query<{ count: number }>(
        `SELECT count(*)::int AS count FROM attempts a JOIN deliveries d ON d.id = a.delivery_id
          WHERE d.project_id = $1`,
        [uuidOf("project", project)],
      );
      return row?.count ?? 0;
    },
    interrupted: async () => {
      const rows = await query<{ event_id: string }>(
        `SELECT DISTINCT d.event_id FROM attempts a JOIN deliveries d ON d.id = a.delivery_id
          WHERE a.error_code = 'interrupted'`,
      );
      return new Set(rows.map((row) => publicId("event", row.event_id)));
    },
    close: () => pool.end(),
  };
}
