import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { demandKeys, keyUses, reseal, SEALED_COLUMNS } from "./key-ring";
import { closeDb, db, pool } from "./platform/db";
import { env } from "./platform/env";
import { newUuid, uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";
import { open, parseRing, seal, sealedUnder } from "./platform/secret-box";
import { sealedUrl } from "./secret-url";

const key = () => randomBytes(32).toString("base64");
const second = `k2:${key()}`;
/** Before, in the middle of and after a rotation. */
const rings = {
  both: parseRing(`${second},${env.ENCRYPTION_KEYS}`),
  newOnly: parseRing(second),
};
const MANY = 450;

let acme: Tenant;
let projectId: string;
let params: { project: string };
beforeAll(async () => {
  await prepareQueues();
  acme = await makeTenant();
  projectId = uuidOf("project", acme.project) ?? "";
  params = { project: acme.project };
  const headers = { "idempotency-key": "kept" };
  const body = { url: "http://127.0.0.1:9/", headers: { "X-Token": "hush" } };
  const made = await ask("createEndpoint", acme.key, { params, body, headers });
  const id = uuidOf("endpoint", made.body.id) ?? "";
  const { urlSealed } = sealedUrl({ projectId, id }, "https://hooks.example.com/secret");
  await db.endpoint.update({ where: { id }, data: { urlSealed } });
  const { userId } = await makeMember(acme.workspaceId, "owner");
  await db.user.update({ where: { id: userId }, data: { totpSealed: seal("code", `${userId}|totp`) } });
  const target = { type: "chat", url: "http://127.0.0.1:9/services/T/B/secret" };
  await ask("createAlertRule", acme.key, { body: { kind: "failing", target } });
  const more = Array.from({ length: MANY }, newUuid);
  await db.signingSecret.createMany({
    data: more.map((each) => ({
      id: each,
      endpointId: id,
      expiresAt: new Date(),
      sealed: seal(`whsec_${each}`, `${projectId}|${id}|${each}`),
    })),
  });
}, 120_000);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

/** Everything that is sealed, opened. */
async function opened(ring = rings.both): Promise<string[]> {
  const texts: string[] = [];
  for (const { table, column, boundTo, from } of SEALED_COLUMNS) {
    const { rows } = await pool("pages").query<{ sealed: string; bound: string }>(
      `SELECT t.${column} AS sealed, ${boundTo} AS bound FROM ${from ?? `${table} t`} WHERE t.${column} LIKE 'v1.%'`,
    );
    texts.push(...rows.map(({ sealed, bound }) => `${table}.${column} ${open(sealed, bound, ring)}`));
  }
  return texts.sort();
}

it("knows every column that holds something sealed", () => {
  const schema = fs.readFileSync("prisma/schema.prisma", "utf8");
  const models = [...schema.matchAll(/^model \w+ \{(.*?)^\}/gms)].map(([, body = ""]) => body);
  const columns = models.flatMap((body) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    const fields = [...body.matchAll(/^ {2}\w*[sS]ealed\s+String\??(?:.*@map\("(\w+)"\))?/gm)];
    return fields.map(([, column = "sealed"]) => `${table}.${column}`);
  });
  expect(columns.length).toBeGreaterThan(3);
  // An answer is sealed too, and called what it is.
  expect([...columns, "idempotent_answers.answer"].sort()).toEqual(
    SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort(),
  );
});

describe("a rotation", () => {
  it("finds each column under the old key, seals all of it anew, and what it says is the same", async () => {
    const before = await opened();
    const uses = await keyUses(rings.both);
    expect(uses.map(({ column, keyId, opens }) => [column, keyId, opens])).toEqual(
      SEALED_COLUMNS.map(({ table, column }) => [`${table}.${column}`, "k1", true]),
    );
    const told: string[] = [];
    const done = await reseal(({ column, resealed }) => told.push(`${column} ${resealed}`), rings.both);
    expect(done.find(({ column }) => column === "signing_secrets.sealed")?.resealed).toBe(MANY + 1);
    expect(told).toContain("signing_secrets.sealed 200");
    expect(await opened(rings.newOnly)).toEqual(before);
    expect((await keyUses(rings.newOnly)).every(({ keyId, opens }) => keyId === "k2" && opens)).toBe(true);
    expect((await reseal(undefined, rings.both)).every(({ resealed }) => resealed === 0)).toBe(true);
  });

  it("lets nothing start without a key that is still needed, and without one that is not", async () => {
    await expect(demandKeys(parseRing(env.ENCRYPTION_KEYS))).rejects.toThrow(
      /in signing_secrets\.sealed under key "k2".*Put the missing key back/,
    );
    await demandKeys(rings.newOnly);
    // The same name with another key in it opens nothing either.
    await expect(demandKeys(parseRing(`k2:${key()}`))).rejects.toThrow(/under key "k2"/);
  });

  it("goes on where it was cut off", async () => {
    const third = parseRing(`k3:${key()},${second}`);
    const portions: string[] = [];
    const cut = new Error("killed");
    await expect(
      reseal(({ column }) => {
        portions.push(column);
        if (portions.length === 2) throw cut;
      }, third),
    ).rejects.toBe(cut);
    const halfway = await keyUses(third);
    const of = (keyId: string) =>
      halfway.find((use) => use.keyId === keyId && use.column === "signing_secrets.sealed")?.count;
    expect([of("k3"), of("k2")]).toEqual([400, MANY + 1 - 400]);
    await reseal(undefined, third);
    expect((await keyUses(third)).every(({ keyId }) => keyId === "k3")).toBe(true);
    await reseal(
      undefined,
      parseRing(
        `${second},${[...third.keys].map(([id, bytes]) => `${id}:${bytes.toString("base64")}`).join(",")}`,
      ),
    );
  });

  it("leaves what somebody writes meanwhile", async () => {
    const { id } = await db.endpoint.findFirstOrThrow({ where: { headersSealed: { not: null } } });
    const newer = seal('{"X-Token":"newer"}', `${projectId}|${id}|headers`);
    const client = await pool("pages").connect();
    await client.query("BEGIN");
    await client.query("UPDATE endpoints SET headers_sealed = $2 WHERE id = $1", [id, newer]);
    const ring = parseRing(`k4:${key()},${second},${env.ENCRYPTION_KEYS}`);
    const running = reseal(undefined, ring);
    await expect
      .poll(async () => {
        const { rows } = await pool("ingest").query(
          "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE endpoints t SET headers_sealed%'",
        );
        return rows.length;
      })
      .toBe(1);
    await client.query("COMMIT");
    client.release();
    await running;
    const { headersSealed } = await db.endpoint.findUniqueOrThrow({ where: { id } });
    expect(headersSealed).toBe(newer);
    await reseal(undefined, ring);
    const after = await db.endpoint.findUniqueOrThrow({ where: { id } });
    expect(sealedUnder(after.headersSealed ?? "")).toBe("k4");
    expect(open(after.headersSealed ?? "", `${projectId}|${id}|headers`, ring)).toContain("newer");
  });
});
