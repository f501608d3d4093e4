import { afterAll, expect, it } from "vitest";
import { closeDb, onClient, pool } from "./db";

afterAll(closeDb);

const LOCK = 7_267_999;
const take = "SELECT pg_try_advisory_lock($1) AS got";

it.each(["ingest", "delivery", "pages"] as const)(
  "%s keeps no session for who is gone or asleep",
  async (name) => {
    const settings = ["idle_session_timeout", "client_connection_check_interval", "tcp_keepalives_idle"];
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
