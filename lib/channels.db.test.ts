import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeTenant } from "@/app/api/api-fixture";
import { closeDb } from "./platform/db";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

it("a project knows the channels of its events and of its endpoints, each once, and nobody else's", async () => {
  const acme = await makeTenant("Acme");
  const other = await makeTenant("Other");
  const publish = async ({ key, project }: typeof acme, channel?: string) => {
    const body = { type: "order.paid", data: {}, ...(channel ? { channel } : {}) };
    expect((await ask("publishEvents", key, { params: { project }, body })).status).toBe(202);
  };
  const add = ({ key, project }: typeof acme, body: object) =>
    ask("createEndpoint", key, { params: { project }, body: { url: "http://127.0.0.1:9/", ...body } });
  const known = async ({ key, project }: typeof acme) =>
    (await ask("listChannels", key, { params: { project } })).body.data;

  expect(await known(acme)).toEqual([]);
  await publish(other, "theirs");
  await publish(acme);
  await publish(acme, "wholesale");
  await publish(acme, "retail");
  await publish(acme, "retail");
  await add(acme, { subscriptions: [{ type: "*", channel: "retail" }, { channel: "online" }, "order.paid"] });
  const { body } = await add(acme, { channel: "Partners" });
  expect(await known(acme)).toEqual(["Partners", "online", "retail", "wholesale"]);

  await ask("deleteEndpoint", acme.key, { params: { project: acme.project, endpoint: body.id } });
  expect(await known(acme)).toEqual(["online", "retail", "wholesale"]);
  expect(await known(other)).toEqual(["theirs"]);
});

it("the channels of the workspace's dialect are known before anything was published", async () => {
  const { key, project } = await makeTenant("Acme", "spektr");
  const body = { type: "alert_created", data: {}, channel: "audit" };
  await ask("publishEvents", key, { params: { project }, body });
  expect((await ask("listChannels", key, { params: { project } })).body.data).toEqual([
    ...["onboarding", "monitoring", "risk", "loop"],
    "audit",
  ]);
});
