/** A real streaming replica on loopback, made from a copy of the primary's files while it runs. */
import * as fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "@/bin/postgres.mjs";
import { isAlive, signal } from "@/bin/processes.mjs";
import type { Access } from "./product";

export type Replica = {
  url: string;
  query: <Row extends pg.QueryResultRow>(text: string) => Promise<Row[]>;
  /** From `false` on it takes what the primary writes and applies none of it. */
  replays: (does: boolean) => Promise<void>;
  /** Stops it in the middle of everything: connections stay open and nobody answers. */
  freeze: () => void;
  thaw: () => void;
  stop: () => Promise<void>;
};

export async function startReplica({
  databaseUrl,
  folder,
}: Pick<Access, "databaseUrl" | "folder">): Promise<Replica> {
  const dataDir = path.join(folder, "replica");
  await copyRunning(databaseUrl, path.join(folder, "postgres"), dataDir);
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const postgres = await startPostgres({
    root: path.resolve(import.meta.dirname, ".."),
    dataDir,
    logFile: path.join(folder, "replica.log"),
    password,
    settings: { primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password}` },
  });
  const url = postgres.url(pathname.slice(1));
  const client = new pg.Pool({ connectionString: url, max: 1 }).on("error", () => undefined);
  return {
    url,
    query: async (text) => (await client.query(text)).rows,
    replays: async (does) => void (await client.query(`SELECT pg_wal_replay_${does ? "resume" : "pause"}()`)),
    freeze: () => family(postgres.pid(), "SIGSTOP"),
    thaw: () => family(postgres.pid(), "SIGCONT"),
    stop: async () => {
      if (!client.ended) await client.end();
      await postgres.stop();
    },
  };
}

/** As pg_basebackup does it: between the two calls files may change, and what changed is replayed. */
async function copyRunning(databaseUrl: string, from: string, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("SELECT pg_backup_start('replica', fast => true)");
  const { uid, gid } = fs.statSync(from);
  const left = ["postmaster.pid", "postmaster.opts", "pg_wal"].map((name) => path.join(from, name));
  fs.cpSync(from, to, { recursive: true, preserveTimestamps: true, filter: (file) => !left.includes(file) });
  for (const folder of ["pg_wal", "pg_wal/archive_status", "pg_wal/summaries"])
    fs.mkdirSync(path.join(to, folder));
  const { rows } = await client.query<{ labelfile: string }>("SELECT labelfile FROM pg_backup_stop(false)");
  await client.end();
  fs.writeFileSync(path.join(to, "backup_label"), rows[0]?.labelfile ?? "");
  fs.writeFileSync(path.join(to, "standby.signal"), "");
  for (const name of ["", ...(fs.readdirSync(to, { recursive: true }) as string[])]) {
    fs.chownSync(path.join(to, name), uid, gid);
  }
  fs.chmodSync(to, 0o700);
}

/** The postmaster and everyone it has started. */
function family(pid: number, name: NodeJS.Signals): void {
  if (!isAlive(pid)) return;
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  for (const each of [pid, ...children.map(Number)]) if (each) signal(each, name);
}
