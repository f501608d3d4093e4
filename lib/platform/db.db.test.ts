import { afterAll, expect, it } from "vitest";
import { closeDb, isDatabaseAway, onClient, pool } from "./db";

afterAll(closeDb);

const LOCK = 7_267_999;
const WAITING = `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ${LOCK + 1}) AS waiting`;
const take = "SELECT pg_try_advisory_lock($1) AS got";

it.each(["ingest", "delivery", "pages"] as const)(
  "%s keeps no session for who is gone or asleep",
  async (name) => {
    const settings = ["idle_session_timeout", "tcp_keepalives_count", "tcp_keepalives_idle"];
    const { rows } = await pool(name).query(
      "SELECT name, setting FROM pg_settings WHERE name = ANY($1) AND setting <> '0' ORDER BY name",
      [settings],
    );
    expect(rows.map((row) => row.name)).toEqual(settings.toSorted());
  },
);

it("what failed on a connection ends with it: its locks are free and nobody gets it again", async () => {
  const failing = onClient("delivery", async (client) => {
    await client.query(take, [LOCK]);
    throw new Error("in the middle");
  });
  await expect(failing).rejects.toThrow("in the middle");
  expect(pool("delivery").totalCount).toBe(0);
  await expect
    .poll(async () => (await pool("pages").query(take, [LOCK])).rows[0], { timeout: 10_000 })
    .toEqual({ got: true });
});

it("whoever is chosen to end a deadlock may try again", async () => {
  const lock = "SELECT pg_advisory_xact_lock($1)";
  const deadlock = onClient("delivery", (impatient) =>
    onClient("ingest", async (patient) => {
      for (const [client, own] of [[impatient, LOCK + 1] as const, [patient, LOCK + 2] as const]) {
        await client.query("BEGIN");
        await client.query(`SET LOCAL deadlock_timeout = '${client === impatient ? "10ms" : "1h"}'`);
        await client.query(lock, [own]);
      }
      const waiting = patient.query(lock, [LOCK + 1]);
      await expect
        .poll(async () => (await pool("pages").query(WAITING)).rows[0], { timeout: 10_000 })
        .toEqual({ waiting: true });
      await Promise.all([impatient.query(lock, [LOCK + 2]), waiting]);
    }),
  );
  const error = await deadlock.then(String, (thrown) => thrown);
  expect(error).toMatchObject({ code: "40P01" });
  expect(isDatabaseAway(error)).toBe(true);
});

it("a connection that Postgres ends while nothing is asked on it fails what was begun, and nothing else", async () => {
  const cut = onClient("delivery", async (client) => {
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const lost = new Promise((resolve) => client.once("end", resolve));
    await pool("pages").query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
    await lost;
    await client.query("SELECT 1");
  });
  await expect(cut).rejects.toSatisfy(isDatabaseAway);
  expect((await pool("delivery").query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});
