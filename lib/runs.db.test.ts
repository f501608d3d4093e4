import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "./platform/db";
import { uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const atTheEnd = [{ type: "*", when: "runEnd" }];
const endpointOf = async (tenant: Tenant, path: string) =>
  (
    await ask("createEndpoint", tenant.key, {
      params: { project: tenant.project },
      body: { url: `http://127.0.0.1:9/${path}`, subscriptions: atTheEnd },
    })
  ).body.id;

async function publish(tenant: Tenant, run: string, more: object = {}) {
  const answer = await ask("publishEvents", tenant.key, {
    params: { project: tenant.project },
    body: { type: "process.step", data: {}, run, ...more },
  });
  expect(answer.status).toBe(202);
}

const runsOf = async ({ key, project }: Tenant, query = "") =>
  (await ask("listRuns", key, { params: { project }, query })).body;

describe("runs", () => {
  it("are listed the latest first, with what they hold and for how many endpoints", async () => {
    const acme = await makeTenant("Acme", "spektr");
    const params = { project: acme.project };
    const first = await endpointOf(acme, "a");
    await endpointOf(acme, "b");
    const odd = "loan/42 & ü";
    await publish(acme, "one");
    await publish(acme, odd);
    await publish(acme, odd);
    // Which came first must not hang on one millisecond.
    const projectId = uuidOf("project", acme.project) ?? "";
    await db.run.update({
      where: { projectId_runId: { projectId, runId: "one" } },
      data: { startedAt: new Date("2026-01-01") },
    });
    expect((await runsOf(acme)).data.map(({ run, held, endpoints }) => [run, held, endpoints])).toEqual([
      [odd, 4, 2],
      ["one", 2, 2],
    ]);
    const page = await runsOf(acme, "?limit=1");
    expect(page.data.map(({ run }) => run)).toEqual([odd]);
    const next = await runsOf(acme, `?limit=1&cursor=${encodeURIComponent(page.nextCursor ?? "")}`);
    expect([next.data.map(({ run }) => run), next.nextCursor]).toEqual([["one"], null]);

    const one = await ask("getRun", acme.key, { params: { ...params, run: odd } });
    expect(one.body).toMatchObject({ run: odd, held: 4, endpoints: 2, endedAt: null });
    const other = await makeTenant("Other", "spektr");
    const foreign = await ask("getRun", other.key, { params: { project: other.project, run: odd } });
    expect(foreign.status).toBe(404);

    const held = await ask("listDeliveries", acme.key, {
      params,
      query: `?status=held&run=${encodeURIComponent(odd)}`,
    });
    expect(held.body.data.map(({ run, status, batch }) => [run, status, batch])).toEqual(
      Array(4).fill([odd, "held", null]),
    );
    const waiting = await ask("getWaiting", acme.key, { params: { ...params, endpoint: first } });
    expect(waiting.body).toEqual({ pending: 0, held: 3 });
  });

  it("that were flushed hold nothing, and their deliveries say which request carries them", async () => {
    const acme = await makeTenant("Acme", "spektr");
    const params = { project: acme.project };
    await endpointOf(acme, "a");
    await publish(acme, "loan");
    await publish(acme, "loan");
    const flushed = await ask("flushRun", acme.key, { params: { ...params, run: "loan" }, body: {} });
    expect(flushed.body).toEqual({ released: 2 });
    expect((await runsOf(acme)).data).toMatchObject([{ run: "loan", held: 0, endpoints: 0, endedAt: null }]);
    const { data } = (await ask("listDeliveries", acme.key, { params, query: "?run=loan" })).body;
    const [member, carrier] = data;
    expect(data.map(({ batch }) => batch)).toEqual([carrier?.id, null]);
    const detail = await ask("getDelivery", acme.key, {
      params: { ...params, delivery: member?.id ?? "" },
    });
    expect(detail.body.explanation).toBe("It is on its way in one request with others of its run.");
  });

  it("are open until they end", async () => {
    const acme = await makeTenant("Acme", "spektr");
    await endpointOf(acme, "a");
    await publish(acme, "goes-on");
    await publish(acme, "over");
    const projectId = uuidOf("project", acme.project) ?? "";
    await db.run.update({
      where: { projectId_runId: { projectId, runId: "over" } },
      data: { flushedAt: new Date() },
    });
    expect((await runsOf(acme, "?state=open")).data.map(({ run }) => run)).toEqual(["goes-on"]);
    expect((await runsOf(acme, "?state=ended")).data.map(({ run }) => run)).toEqual(["over"]);
  });

  it("that are over let what comes later go at once, and it says so for good, also once it was sent", async () => {
    const acme = await makeTenant("Acme", "spektr");
    const params = { project: acme.project };
    await endpointOf(acme, "a");
    await publish(acme, "over");
    await publish(acme, "over", { runEnd: true });
    await publish(acme, "over");
    const newestFirst = (await ask("listDeliveries", acme.key, { params, query: "?run=over" })).body.data;
    expect(newestFirst[0]).toMatchObject({ status: "pending", reason: "late", batch: null });
    // What the engine does with the code once an attempt has come back.
    await db.delivery.updateMany({
      where: { id: { in: newestFirst.map(({ id }) => uuidOf("delivery", id) ?? "") } },
      data: { reason: null, status: "succeeded", settledAt: new Date() },
    });
    const said = [];
    for (const { id } of newestFirst)
      said.push(
        (await ask("getDelivery", acme.key, { params: { ...params, delivery: id } })).body.explanation,
      );
    expect(said.map((sentence) => /event came after its run was over/.test(sentence ?? ""))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("a project says whether runs matter in it", () => {
  const holdsRuns = async ({ key, project }: Tenant) =>
    (await ask("getProject", key, { params: { project } })).body.holdsRuns;

  it("by its workspace's dialect, or because there were some", async () => {
    const [byRun, plain] = [await makeTenant("Acme", "spektr"), await makeTenant("Plain")];
    expect(await holdsRuns(byRun)).toBe(true);
    expect(await holdsRuns(plain)).toBe(false);
    await endpointOf(plain, "a");
    await publish(plain, "loan");
    expect(await holdsRuns(plain)).toBe(true);
    const { data } = (await ask("listProjects", plain.key)).body;
    expect(data.map((each) => each.holdsRuns)).toEqual([true]);
  });
});
