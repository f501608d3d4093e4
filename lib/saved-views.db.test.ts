import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeMember, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb } from "./platform/db";

afterAll(closeDb);

let acme: Tenant;
let jane: { cookie: string };
let joe: { cookie: string };
let params: { project: string };
beforeAll(async () => {
  acme = await makeTenant();
  params = { project: acme.project };
  jane = await makeMember(acme.workspaceId, "viewer");
  joe = await makeMember(acme.workspaceId, "owner");
});

const namesOf = async (person: { cookie: string }) =>
  (await ask("listSavedViews", person, { params })).body.data.map(({ name, query }) => `${name}?${query}`);

it("are each person's own, replaced under the same name, and gone when deleted", async () => {
  const save = (person: { cookie: string }, body: object) => ask("saveView", person, { params, body });
  const made = await save(jane, { name: "Failing", query: "status=failed" });
  expect([made.status, made.body.list]).toEqual([201, "deliveries"]);
  await save(jane, { name: "All", query: "" });
  await save(jane, { name: "Failing", query: "status=failed&range=24h" });
  await save(joe, { name: "Failing", query: "q=x" });
  expect(await namesOf(jane)).toEqual(["All?", "Failing?status=failed&range=24h"]);
  expect(await namesOf(joe)).toEqual(["Failing?q=x"]);

  const at = { ...params, view: made.body.id };
  expect((await ask("deleteSavedView", joe, { params: at })).status).toBe(404);
  expect((await ask("deleteSavedView", jane, { params: at })).status).toBe(204);
  expect((await ask("deleteSavedView", jane, { params: at })).status).toBe(404);
  expect(await namesOf(jane)).toEqual(["All?"]);
});

it("are nobody's who is no person, and stay in their project", async () => {
  expect((await ask("listSavedViews", acme.key, { params })).status).toBe(403);
  expect((await ask("saveView", acme.key, { params, body: { name: "x", query: "" } })).status).toBe(403);
  const other = await ask("createProject", acme.key, { body: { name: "Second" } });
  const there = await ask("listSavedViews", joe, { params: { project: other.body.id } });
  expect(there.body.data).toEqual([]);
});

it.each([
  { name: " ", query: "" },
  { name: "x".repeat(61), query: "" },
  { name: "x", query: "?status=failed" },
  { name: "x", query: "", list: "endpoints" },
])("%j → 422", async (body) => {
  expect((await ask("saveView", joe, { params, body })).status).toBe(422);
});
