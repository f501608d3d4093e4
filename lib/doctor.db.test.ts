import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import type { Check, Examination, Finding } from "./contract/doctor";
import { makeEndpoint, makeProject } from "./delivery/ledger-fixture";
import { examine } from "./doctor";
import { redisFindings } from "./doctor/redis";
import { closeDb, db } from "./platform/db";
import { env } from "./platform/env";
import { newUuid } from "./platform/ids";
import { parseRing, seal } from "./platform/secret-box";

const of = ({ findings }: Pick<Examination, "findings">, check: Check): Finding | undefined =>
  findings.find((finding) => finding.check === check);

let acme: Tenant;
beforeAll(async () => {
  acme = await makeTenant();
});
afterAll(closeDb);

describe("the doctor", () => {
  it("finds the test's own Postgres, which has fsync off, in error, and says how to set it right", async () => {
    const durability = of(await examine(), "durability");
    expect(durability).toMatchObject({ state: "error" });
    expect(durability?.sentence).toContain("fsync and synchronous_commit and full_page_writes are off");
    expect(durability?.advice).toContain("fsync = on");
  });

  it("sees that this machine's clock is ten minutes off", async () => {
    expect(of(await examine(), "clock")).toMatchObject({ state: "ok" });
    const ahead = of(await examine({ nowMs: () => Date.now() + 600_000 }), "clock");
    expect(ahead).toMatchObject({ state: "error", sentence: expect.stringContaining("600 s ahead of") });
    const behind = of(await examine({ nowMs: () => Date.now() - 600_000 }), "clock");
    expect(behind?.sentence).toContain("600 s behind");
  });

  it("misses a worker, and no longer once one beats", async () => {
    expect(of(await examine(), "worker")).toMatchObject({ state: "error" });
    expect(of(await examine({ atStart: true }), "worker")).toBeUndefined();
    await db.worker.create({ data: { id: newUuid() } });
    expect(of(await examine(), "worker")).toMatchObject({ state: "ok" });
  });

  it("finds migrations that are missing, unfinished or of a newer version", async () => {
    expect(of(await examine(), "migrations")).toMatchObject({ state: "ok" });
    const insert = (name: string) =>
      db.$executeRaw`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
        VALUES (gen_random_uuid()::text, '', ${name}, now(), 1)`;
    await insert("29990101000000_later");
    expect(of(await examine(), "migrations")).toMatchObject({ state: "warning" });
    await db.$executeRaw`UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name = '29990101000000_later'`;
    expect(of(await examine(), "migrations")).toMatchObject({ state: "error" });
    await db.$executeRaw`DELETE FROM "_prisma_migrations" WHERE migration_name = '29990101000000_later'`;
    const [first] = await db.$queryRaw<{ id: string }[]>`DELETE FROM "_prisma_migrations"
      WHERE migration_name = (SELECT min(migration_name) FROM "_prisma_migrations") RETURNING migration_name AS id`;
    expect(of(await examine(), "migrations")).toMatchObject({ state: "error" });
    await insert(first?.id ?? "");
    expect(of(await examine(), "migrations")).toMatchObject({ state: "ok" });
  });

  it("opens a sample of what every key has sealed, and misses one that is gone", async () => {
    const project = await makeProject();
    const { id } = await makeEndpoint(project, { url: "https://example.com/" });
    expect(of(await examine(), "keys")).toMatchObject({ state: "ok" });
    const lost = parseRing(`old:${randomBytes(32).toString("base64")}`);
    const secretId = newUuid();
    const sealed = seal("whsec_x", `${project.projectId}|${id}|${secretId}`, lost);
    await db.signingSecret.create({
      data: { id: secretId, endpointId: id, sealed, expiresAt: new Date(Date.now() + 60_000) },
    });
    const keys = of(await examine(), "keys");
    expect(keys).toMatchObject({ state: "error", sentence: expect.stringContaining('"old"') });
    await db.signingSecret.delete({ where: { id: secretId } });
  });

  it("is read by the root key and owners of the first workspace, and by nobody else", async () => {
    const root = await ask("examineInstallation", { key: env.ROOT_API_KEY ?? "" });
    expect(root.status).toBe(200);
    expect(root.body.state).toBe("error");
    const owner = await makeMember(acme.workspaceId, "owner");
    const statusFor = async (who: { cookie: string }) => (await ask("examineInstallation", who)).status;
    expect(await statusFor(owner)).toBe(403);
    await db.installation.updateMany({ data: { workspaceId: acme.workspaceId } });
    expect(await statusFor(owner)).toBe(200);
    for (const role of ["admin", "member", "viewer"] as const) {
      const refused = await ask("examineInstallation", await makeMember(acme.workspaceId, role));
      expect([refused.status, problemIn(refused).code]).toEqual([403, "forbidden"]);
    }
    const another = await makeTenant("Another");
    expect(await statusFor(await makeMember(another.workspaceId, "owner"))).toBe(403);
    // It is the person who looks after it, whichever of their workspaces they are in.
    await db.member.create({
      data: { workspaceId: another.workspaceId, userId: owner.userId, role: "owner" },
    });
    const elsewhere = { headers: { "x-workspace": another.id } };
    expect((await ask("examineInstallation", owner, elsewhere)).status).toBe(200);
    await db.installation.updateMany({ data: { workspaceId: null } });
    expect((await ask("examineInstallation", acme.key)).status).toBe(403);
    expect((await ask("examineInstallation", null)).status).toBe(401);
    expect(root.text).not.toContain(new URL(env.DATABASE_URL).password);
    expect(root.text).not.toContain(env.APP_SECRET);
  });
});

const redisUrl = process.env.REDIS_TEST_URL ?? "";
describe.runIf(redisUrl)("the doctor at Redis", () => {
  it("F14: finds one that may evict keys in error, and one that does not right", async () => {
    const redis = new Redis(redisUrl);
    const [, before] = (await redis.config("GET", "maxmemory-policy")) as [string, string];
    const eviction = async () => of({ findings: await redisFindings(redisUrl, 1) }, "redis-eviction");
    await redis.config("SET", "maxmemory-policy", "allkeys-lru");
    expect(await eviction()).toMatchObject({
      state: "error",
      sentence: expect.stringContaining("allkeys-lru"),
    });
    await redis.config("SET", "maxmemory-policy", "noeviction");
    expect(await eviction()).toMatchObject({ state: "ok" });
    await redis.config("SET", "maxmemory-policy", before);
    redis.disconnect();
  });

  it("says that one does not answer", async () => {
    const [queue] = await redisFindings("redis://127.0.0.1:1", 1);
    expect(queue).toMatchObject({ check: "queue", state: "error" });
  });
});
