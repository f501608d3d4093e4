/**
 * What is sealed under which key of the ring, and sealing it anew under the first. Promises that every sealed column
 * is taken, that a process that writes meanwhile wins, and that a run that was cut off goes on where it stood:
 * what is left to do is what the rows themselves say. How to rotate: docs/keys.md.
 */
import { pool } from "./platform/db";
import { log } from "./platform/log";
import { open, type Ring, seal, sealingKey } from "./platform/secret-box";

/** Where sealed values lie; `boundTo` is what they were sealed with, as SQL over the row and its endpoint. */
type SealedColumn = { table: string; column: string; key: string; boundTo: string; from?: string };

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: "signing_secrets",
    column: "sealed",
    key: "t.id::text",
    boundTo: "concat_ws('|', e.project_id, e.id, t.id)",
    from: "signing_secrets t JOIN endpoints e ON e.id = t.endpoint_id",
  },
  {
    table: "endpoints",
    column: "headers_sealed",
    key: "t.id::text",
    boundTo: "concat_ws('|', t.project_id, t.id, 'headers')",
  },
  {
    table: "endpoints",
    column: "url_sealed",
    key: "t.id::text",
    boundTo: "concat_ws('|', t.project_id, t.id, 'url')",
  },
  { table: "users", column: "totp_sealed", key: "t.id::text", boundTo: "concat_ws('|', t.id, 'totp')" },
  {
    table: "alert_rules",
    column: "url_sealed",
    key: "t.id::text",
    boundTo: "concat_ws('|', t.workspace_id, t.id, 'alert-url')",
  },
  {
    table: "idempotent_answers",
    column: "answer",
    key: "concat_ws('|', t.workspace_id, t.key)",
    boundTo: "concat_ws('|', t.workspace_id, t.key)",
  },
];

const nameOf = ({ table, column }: SealedColumn) => `${table}.${column}`;
const fromOf = ({ from, table }: SealedColumn) => from ?? `${table} t`;
/** A row whose request still runs has no answer yet, and null is nothing sealed. */
const isSealed = ({ column }: SealedColumn) => `t.${column} LIKE 'v1.%'`;

/** How much of a column is sealed under one key, and whether a sample of it opens. */
export type KeyUse = { column: string; keyId: string; count: number; opens: boolean };
type Sample = { key_id: string; count: number; sealed: string; bound_to: string };

/** Every key that something is sealed under, whether the ring has it or not. Reads each table once. */
export async function keyUses(using?: Ring): Promise<KeyUse[]> {
  const uses: KeyUse[] = [];
  for (const each of SEALED_COLUMNS) {
    // One sample of each key suffices: what a key opens, it opens everywhere.
    const { rows } = await pool("pages").query<Sample>(
      `SELECT split_part(t.${each.column}, '.', 2) AS key_id, count(*)::int AS count,
        (array_agg(t.${each.column}))[1] AS sealed, (array_agg(${each.boundTo}))[1] AS bound_to
        FROM ${fromOf(each)} WHERE ${isSealed(each)} GROUP BY 1 ORDER BY 1`,
    );
    for (const { key_id: keyId, count, sealed, bound_to: boundTo } of rows)
      uses.push({ column: nameOf(each), keyId, count, opens: canOpen(sealed, boundTo, using) });
  }
  return uses;
}

function canOpen(sealed: string, boundTo: string, using?: Ring): boolean {
  try {
    open(sealed, boundTo, using);
    return true;
  } catch {
    // The only way in which it says so.
    return false;
  }
}

/** Throws, naming keys and numbers, when something is sealed that this ring cannot open: nothing may run then. */
export async function demandKeys(using?: Ring): Promise<void> {
  const lost = (await keyUses(using)).filter(({ opens }) => !opens);
  if (lost.length === 0) return;
  const words = lost.map(({ column, keyId, count }) => `${count} in ${column} under key "${keyId}"`);
  throw new Error(
    `ENCRYPTION_KEYS does not open what is stored: ${words.join(", ")}. Put the missing key back, behind the first.`,
  );
}

const AT_ONCE = 200;

export type Resealed = { column: string; resealed: number };

/**
 * Seals under the first key whatever is under another, a few hundred rows at a time; answers how many of each
 * column. Throws when a key is missing, before anything is changed. `tell` hears of every portion.
 */
export async function reseal(
  tell: (progress: Resealed) => void = () => undefined,
  using?: Ring,
): Promise<Resealed[]> {
  await demandKeys(using);
  const done: Resealed[] = [];
  for (const column of SEALED_COLUMNS) {
    let resealed = 0;
    for (let after = ""; ; ) {
      const portion = await nextPortion(column, after, using);
      const last = portion.at(-1);
      if (!last) break;
      resealed += await write(column, portion, using);
      after = last.key;
      tell({ column: nameOf(column), resealed });
    }
    done.push({ column: nameOf(column), resealed });
  }
  log().info({ resealed: done }, "sealed anew");
  return done;
}

type Row = { key: string; sealed: string; bound_to: string };

async function nextPortion(column: SealedColumn, after: string, using?: Ring): Promise<Row[]> {
  const { rows } = await pool("pages").query<Row>(
    `SELECT ${column.key} AS key, t.${column.column} AS sealed, ${column.boundTo} AS bound_to
      FROM ${fromOf(column)}
      WHERE ${isSealed(column)} AND split_part(t.${column.column}, '.', 2) <> $1 AND ${column.key} > $2
      ORDER BY ${column.key} LIMIT ${AT_ONCE}`,
    [using?.first ?? sealingKey(), after],
  );
  return rows;
}

/** Only where the row still holds what was read: who wrote meanwhile has sealed something newer. */
async function write(column: SealedColumn, portion: Row[], using?: Ring): Promise<number> {
  const anew = portion.map(({ sealed, bound_to: boundTo }) =>
    seal(open(sealed, boundTo, using), boundTo, using),
  );
  const { rowCount } = await pool("pages").query(
    `UPDATE ${column.table} t SET ${column.column} = n.anew
      FROM unnest($1::text[], $2::text[], $3::text[]) AS n(key, was, anew)
      WHERE ${column.key} = n.key AND t.${column.column} = n.was`,
    [portion.map(({ key }) => key), portion.map(({ sealed }) => sealed), anew],
  );
  return rowCount ?? 0;
}
