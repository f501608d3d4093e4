import { spawnSync } from "node:child_process";
import { chownSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres } from "@/bin/postgres.mjs";
import { type Client, newEndpoint, newProject, rootClient, settled } from "@/e2e/api";
import { type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { uuidOf } from "@/lib/platform/ids";
import { by, startWire, type Wire } from "./wire";

const QUICK = { wal_sender_timeout: "2s", wal_receiver_timeout: "2s", wal_retrieve_retry_interval: "200ms" };

/** A second Postgres that follows the first by way of `wire`: a copy of its data, and who to ask for the rest. */
async function startStandby(product: Product, wire: Wire) {
  const from = path.join(product.folder, "postgres");
  const dataDir = path.join(product.folder, "standby");
  const primary = await connected(product.databaseUrl);
  await primary.query("SELECT pg_backup_start('standby', true)");
  // Files may come and go under it, which is what the log since the backup began puts right; owners stay as they are.
  spawnSync("cp", ["-a", from, dataDir]);
  const { rows } = await primary.query<{ labelfile: string }>("SELECT * FROM pg_backup_stop(false)");
  await primary.end();
  for (const name of ["postmaster.pid", "postmaster.opts"]) rmSync(path.join(dataDir, name), { force: true });
  const { username, password } = new URL(product.databaseUrl);
  const source = `host=127.0.0.1 port=${wire.port} user=${username} password=${password}`;
  const { uid, gid } = statSync(dataDir);
  for (const [name, text = ""] of [["backup_label", rows[0]?.labelfile], ["standby.signal"]]) {
    const file = path.join(dataDir, name ?? "");
    writeFileSync(file, text);
    chownSync(file, uid, gid);
  }
  return startPostgres({
    root: path.resolve(import.meta.dirname, "../.."),
    dataDir,
    logFile: path.join(product.folder, "standby.log"),
    password,
    settings: { ...QUICK, primary_conninfo: source },
  });
}

/** Asks again until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries++) {
    if (tries === 300) throw new Error("it never was");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

describe("a standby that follows, and takes over", () => {
  let product: Product;
  let [ledgerWire, copyWire]: Wire[] = [];
  let standby: Awaited<ReturnType<typeof startStandby>>;
  let [primary, copy]: pg.Client[] = [];
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({
      backend: "postgres",
      postgresSettings: QUICK,
      through: async ({ databaseUrl }) => {
        ledgerWire = await startWire(Number(new URL(databaseUrl).port));
        copyWire = await startWire(Number(new URL(databaseUrl).port));
        const led = { DATABASE_URL: by(ledgerWire, databaseUrl) };
        return { webs: led, workers: led };
      },
    });
    standby = await startStandby(product, copyWire as Wire);
    [primary, copy] = [await connected(product.databaseUrl), await connected(standby.url())];
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await primary?.end().catch(() => undefined);
    await copy?.end().catch(() => undefined);
    await ledgerWire?.close();
    await copyWire?.close();
    await standby?.stop();
    await product?.stop();
  });

  const send = async (api: Client, project: string, id: string) =>
    (
      await api.send("POST", `/api/v1/projects/${project}/events`, {
        body: `{"type":"order.created","id":"${id}","data":{}}`,
      })
    ).status;
  async function sendUntilAccepted(api: Client, project: string, id: string): Promise<void> {
    const accepted = async () => (await send(api, project, id).catch(() => 503)) === 202;
    await until(accepted);
  }
  async function sendAll(api: Client, project: string, name: string, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, (_, n) => `${name}-${n}`);
    for (const id of ids) await sendUntilAccepted(api, project, id);
    return ids;
  }
  const idsIn = async (client: pg.Client | undefined, project: string) =>
    (
      await client?.query<{ id: string }>("SELECT producer_id AS id FROM events WHERE project_id = $1", [
        uuidOf("project", project),
      ])
    )?.rows.map(({ id }) => id) ?? [];
  /** Waits until the copy has all that the ledger has now. */
  async function caughtUp(): Promise<void> {
    const now = await primary?.query<{ at: string }>("SELECT pg_current_wal_lsn()::text AS at");
    const question = "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there";
    const isThere = async () => (await copy?.query(question, [now?.rows[0]?.at]))?.rows[0].there === true;
    await until(isThere);
  }
  const wait = (names: string) =>
    primary
      ?.query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`)
      .then(() => primary?.query("SELECT pg_reload_conf()"));
  const replication = async () => {
    const { findings } = await rootClient(product).call("examineInstallation");
    return findings.find(({ check }) => check === "replication")?.state;
  };

  it("F19: waited for, a standby that hears nothing lets nothing be accepted that it has not got", async () => {
    const { api, project } = await newProject(product);
    await sendAll(api, project, "before", 3);
    await caughtUp();
    expect(await replication()).toBe("warning");
    await wait("*");
    await until(async () => (await replication()) !== "warning");
    copyWire?.silence(true);
    expect(await send(api, project, "unheard")).toBe(503);
    expect(await idsIn(copy, project)).not.toContain("unheard");
    copyWire?.silence(false);
    copyWire?.cutAll();
    await sendUntilAccepted(api, project, "unheard");
    await caughtUp();
    expect((await idsIn(copy, project)).sort()).toEqual(["before-0", "before-1", "before-2", "unheard"]);
    await wait("");
  });

  it("F19: not waited for, it lacks what it had not heard, and nothing else, and all goes on with it", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f19") });
    const kept = await sendAll(api, project, "kept", 30);
    await settled(api, project);
    await caughtUp();
    copyWire?.silence(true);
    const lost = await sendAll(api, project, "lost", 10);
    ledgerWire?.lead(standby.port);
    await product.postgres.restart("immediate");
    ledgerWire?.cutAll();
    await copy?.query("SELECT pg_promote(true, 60)");
    const after = await sendAll(api, project, "after", 10);
    await settled(api, project, 60_000);
    const there = await idsIn(copy, project);
    expect([...kept, ...lost].filter((id) => !there.includes(id))).toEqual(lost);
    expect(there.sort()).toEqual([...kept, ...after].sort());
    const arrived = receiver.to("/f19").map(({ headers }) => headers["webhook-id"]);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived.length).toBeGreaterThanOrEqual(kept.length + after.length);
  });
});
