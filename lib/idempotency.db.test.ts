import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { noteDone, once } from "./idempotency";
import { closeDb, db } from "./platform/db";
import { createProject } from "./projects";

afterAll(closeDb);

let acme: Tenant;
beforeAll(async () => {
  acme = await makeTenant();
});

const create = (key: string, body: object = { name: "Once" }) =>
  ask("createProject", acme.key, { body, headers: { "idempotency-key": key } });

it("does it once for fifty at the same time, and answers all alike", async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => create("fifty")));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.every(({ status }) => status === 201)).toBe(true);
  expect(await db.project.count({ where: { workspaceId: acme.workspaceId, name: "Once" } })).toBe(1);
});

it("refuses the key for another body, another route and another caller", async () => {
  await create("taken");
  for (const answer of [
    await create("taken", { name: "Twice" }),
    await ask("createEventType", acme.key, { body: { name: "a" }, headers: { "idempotency-key": "taken" } }),
  ])
    expect([answer.status, problemIn(answer).code]).toEqual([409, "idempotency_conflict"]);
});

it("leaves a key free that was refused", async () => {
  expect((await create("again", { name: "" })).status).toBe(422);
  expect((await create("again", { name: "Fine" })).status).toBe(201);
});

it.each(["", "x".repeat(256), "é"])("refuses the key %j", async (key) => {
  expect((await create(key)).status).toBe(422);
});

it("takes over from a process that died, after a minute", async () => {
  await create("dead");
  await db.idempotentAnswer.updateMany({ where: { key: "dead" }, data: { status: 0, answer: "" } });
  await db.$executeRaw`UPDATE idempotent_answers SET created_at = now() - interval '2 minutes' WHERE key = 'dead'`;
  expect((await create("dead")).status).toBe(201);
});

describe("a process that dies after the commit and before the answer is kept", () => {
  const named = (name: string) => db.project.count({ where: { workspaceId: acme.workspaceId, name } });
  const row = (key: string) => db.idempotentAnswer.findFirst({ where: { key } });
  const make = (key: string, name: string, after: () => Promise<void>) =>
    once({ workspaceId: acme.workspaceId, key, hash: Buffer.from("same") }, async () => {
      await createProject({ kind: "root" }, acme.workspaceId, { name });
      await after();
      return { status: 201, body: "{}" };
    });
  const age = (key: string) =>
    db.$executeRaw`UPDATE idempotent_answers SET created_at = created_at - interval '2 minutes' WHERE key = ${key}`;

  it("has left a key that does not do it again", async () => {
    const death = new Error("killed");
    await expect(make("died", "Died", () => Promise.reject(death))).rejects.toBe(death);
    expect(await row("died")).toMatchObject({ status: 1 });
    await age("died");
    await expect(make("died", "Died", async () => undefined)).rejects.toMatchObject({
      code: "idempotency_conflict",
      message: expect.stringContaining("carried out"),
    });
    expect(await named("Died")).toBe(1);
  });

  it("and one that was only slow undoes its change when a repeat took its place", async () => {
    const slow = once({ workspaceId: acme.workspaceId, key: "slow", hash: Buffer.from("same") }, async () => {
      await age("slow");
      expect(await make("slow", "Slow", async () => undefined)).toMatchObject({ status: 201 });
      await createProject({ kind: "root" }, acme.workspaceId, { name: "Slow" });
      return { status: 201, body: "{}" };
    });
    await expect(slow).rejects.toMatchObject({ code: "idempotency_conflict" });
    expect(await named("Slow")).toBe(1);
  });

  it("a change that is undone leaves the key free", async () => {
    const failing = once({ workspaceId: acme.workspaceId, key: "free", hash: Buffer.from("same") }, () =>
      db.$transaction(async (tx) => {
        await noteDone(tx);
        throw new Error("undone");
      }),
    );
    await expect(failing).rejects.toThrow("undone");
    expect(await row("free")).toBeNull();
  });
});

it("keeps the answer sealed", async () => {
  const params = { project: acme.project };
  const headers = { "idempotency-key": "secret" };
  const body = { url: "http://127.0.0.1:9/" };
  const made = await ask("createEndpoint", acme.key, { params, body, headers });
  expect((await ask("createEndpoint", acme.key, { params, body, headers })).text).toBe(made.text);
  const row = await db.idempotentAnswer.findFirstOrThrow({ where: { key: "secret" } });
  expect(row.answer).not.toContain(made.body.secret.slice(6, 20));
});
