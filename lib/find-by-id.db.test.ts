import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeMember, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";

let acme: Tenant;
let owner: { cookie: string; userId: string };
beforeAll(async () => {
  await prepareQueues();
  acme = await makeTenant();
  owner = await makeMember(acme.workspaceId, "owner");
});
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const find = (id: string, as: { cookie: string } | { key: string } = owner) =>
  ask("findById", as, { query: `?id=${encodeURIComponent(id)}` });

/** One of everything in a project that is not the first. */
async function everything() {
  const project = (await ask("createProject", acme.key, { body: { name: "Second" } })).body.id;
  const params = { project };
  const url = "http://127.0.0.1:9/";
  const endpoint = (await ask("createEndpoint", acme.key, { params, body: { url } })).body.id;
  const published = await ask("publishEvents", acme.key, { params, body: { type: "a.b", data: 1 } });
  if (!("id" in published.body)) throw new Error(published.text);
  const delivery = published.body.deliveries[0]?.id ?? "";
  const attempt = newUuid();
  await db.attempt.create({
    data: {
      id: attempt,
      deliveryId: uuidOf("delivery", delivery) ?? "",
      number: 1,
      trigger: "schedule",
      startedAt: new Date(),
      durationMs: 1,
      phases: [],
      url,
      requestHeaders: "[]",
    },
  });
  const link = (await ask("createPortalLink", acme.key, { params, body: {} })).body;
  const key = (await ask("createProjectApiKey", owner, { params, body: { name: "k", scopes: ["read"] } }))
    .body;
  return {
    ids: {
      project,
      endpoint,
      event: published.body.id,
      delivery,
      attempt: publicId("attempt", attempt),
      portalLink: link.id,
      apiKey: key.id,
      user: publicId("user", owner.userId),
    },
    key,
  };
}

it("finds whatever has an id, in any project; nothing for others, and nothing a role does not list", async () => {
  const { ids, key } = await everything();
  for (const [kind, id] of Object.entries(ids)) {
    const answer = await find(` ${id} `);
    const isAttempt = kind === "attempt";
    expect([kind, answer.status]).toEqual([kind, 200]);
    expect(answer.body).toMatchObject({
      kind: isAttempt ? "delivery" : kind,
      id: isAttempt ? ids.delivery : id,
      projectId: kind === "user" ? null : ids.project,
    });
  }
  const stranger = await makeMember((await makeTenant("Other")).workspaceId, "owner");
  for (const id of Object.values(ids)) expect((await find(id, stranger)).status).toBe(404);

  const viewer = await makeMember(acme.workspaceId, "viewer");
  const seen = await Promise.all(
    Object.entries(ids).map(async ([kind, id]) => ((await find(id, viewer)).status === 200 ? kind : null)),
  );
  expect(seen.filter(Boolean)).toEqual(["project", "endpoint", "event", "delivery", "attempt"]);
  expect((await find(acme.project, key)).status).toBe(404);
  expect((await find(ids.event, key)).status).toBe(200);
});

it.each(["evt_0123", "", "hello", "prj_01jzzzzzzzzzzzzzzzzzzzzzzz", `evt_${"0".repeat(26)}`, "\u0000"])(
  "%j is nothing",
  async (id) => {
    expect([404, 422]).toContain((await find(id)).status);
  },
);
