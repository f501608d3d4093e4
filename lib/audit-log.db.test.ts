import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeMember, makeTenant, respond, type Tenant } from "@/app/api/api-fixture";
import { audit } from "./audit-log";
import { closeDb, db } from "./platform/db";
import { newUuid, publicId } from "./platform/ids";

afterAll(closeDb);

let acme: Tenant;
let owner: { cookie: string; userId: string };
beforeAll(async () => {
  acme = await makeTenant();
  owner = await makeMember(acme.workspaceId, "owner");
});

const note = (name: string, action: string, detail = {}) =>
  audit(
    db,
    { kind: "user", userId: owner.userId, name, workspaceId: acme.workspaceId, role: "owner" },
    { action, targetId: "x", detail },
  );
const read = (query: string) => ask("listAuditLog", owner, { query });
const actions = async (query: string) => (await read(query)).body.data.map(({ action }) => action);

it("is narrowed by who, what and when", async () => {
  await note("Jane", "thing.make");
  const actor = publicId("user", owner.userId);
  expect(await actions(`?actor=${actor}`)).toEqual(["thing.make"]);
  expect(await actions(`?actor=${publicId("user", newUuid())}`)).toEqual([]);
  expect(await actions("?actor=root&action=workspace")).toEqual(["workspace.create"]);
  expect(await actions("?action=thing.make&until=2020-01-01T00:00:00Z")).toEqual([]);
  expect(await actions("?action=thing.make&since=2020-01-01T00:00:00Z")).toEqual(["thing.make"]);
});

it.each([
  "?actor=nobody",
  "?actor=usr_x",
  "?since=yesterday",
  "?action=%27;",
  "?since=2021-01-01T00:00:00Z&until=2020-01-01T00:00:00Z",
])("%s is refused", async (query) => {
  expect((await read(query)).status).toBe(422);
});

it("goes into a file that no spreadsheet calculates with, whole, and of this workspace only", async () => {
  const other = await makeTenant("Other");
  await note('=HYPERLINK("http://x")', "csv.try", {
    note: 'a "quote",\nand a line',
    scopes: ["read", "replay"],
    expiresInSeconds: 7200,
    retentionDays: null,
    strictTypes: true,
    added: 0,
  });
  for (let round = 0; round < 510; round++) await note("Many", "many.try");
  const csv = await respond("exportAuditLog", owner, { query: "?action=csv" });
  const text = await csv.text();
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(csv.headers.get("content-disposition")).toBe('attachment; filename="audit-log.csv"');
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  const detail = /"(note: [\s\S]*?)"\r\n/.exec(text)?.[1];
  expect(detail?.split("; ").sort()).toEqual([
    "added: 0",
    "expires in seconds: 7200",
    'note: a ""quote"",\nand a line',
    "retention days: none",
    "scopes: read, replay",
    "strict types: yes",
  ]);
  const json = await ask("exportAuditLog", owner, { query: "?action=many&format=json" });
  expect(JSON.parse(json.text)).toHaveLength(510);
  const all = await ask("exportAuditLog", owner, { query: "?format=json" });
  expect(all.text).not.toContain(other.id);
  expect(
    JSON.parse((await ask("exportAuditLog", owner, { query: "?action=none&format=json" })).text),
  ).toEqual([]);
});

it("is not for members and API keys", async () => {
  const member = await makeMember(acme.workspaceId, "member");
  expect((await ask("exportAuditLog", member)).status).toBe(403);
  expect((await ask("exportAuditLog", acme.key)).status).toBe(403);
});

it("says what its subjects are called, whatever they are, and of this workspace only", async () => {
  const tenant = await makeTenant("Names");
  const reader = await makeMember(tenant.workspaceId, "owner");
  const { key, project } = tenant;
  const add = (description: string) =>
    ask("createEndpoint", key, {
      params: { project },
      body: { url: "http://127.0.0.1:9/shop", description },
    });
  const { body: named } = await add("The shop");
  const { body: plain } = await add("");
  await ask("deleteEndpoint", key, { params: { project, endpoint: plain.id } });
  await ask("createProject", key, { body: { name: "Initech" } });
  const link = await ask("createPortalLink", key, { params: { project }, body: { name: "Jane" } });
  const eventType = { name: "order.paid" };
  await ask("createEventType", key, { body: eventType });
  const stranger = await makeTenant("Stranger");
  await audit(
    db,
    { kind: "system", name: "test" },
    { action: "endpoint.look", targetId: stranger.project, workspaceId: tenant.workspaceId },
  );
  const { body } = await ask("listAuditLog", reader);
  const namesByAction = Object.fromEntries(
    body.data.map(({ action, targetId, targetName }) => [`${action} ${targetId}`, targetName]),
  );
  expect(namesByAction).toMatchObject({
    [`endpoint.create ${named.id}`]: "The shop",
    [`endpoint.delete ${plain.id}`]: "http://127.0.0.1:9/shop",
    [`portal-link.create ${link.body.id}`]: "Jane",
    // It is its name that was written down.
    "event-type.create order.paid": null,
    [`endpoint.look ${stranger.project}`]: null,
  });
  const csv = await (await respond("exportAuditLog", reader)).text();
  expect(csv).toContain(`"${named.id}","The shop"`);
});
