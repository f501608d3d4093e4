import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "./platform/db";
import { uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

let acme: Tenant;
let params: { project: string };
beforeEach(async () => {
  acme = await makeTenant();
  params = { project: acme.project };
  await ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/" } });
});

async function publish(body: object, headers: Record<string, string> = {}) {
  const answer = await ask("publishEvents", acme.key, { params, body, headers });
  if (!("id" in answer.body)) throw new Error(answer.text);
  return answer.body;
}

describe("events", () => {
  it("show their deliveries, and why others did not get them", async () => {
    const make = (body: object) =>
      ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/", ...body } });
    const unsubscribed = (await make({ subscriptions: ["other.*"] })).body.id;
    const channelled = (await make({ channel: "risk" })).body.id;
    const disabled = (await make({})).body.id;
    await ask("disableEndpoint", acme.key, { params: { ...params, endpoint: disabled } });
    const { id, deliveries } = await publish({ type: "order.created", data: {}, id: "mine" });
    const event = await ask("getEvent", acme.key, { params: { ...params, event: id } });
    expect(event.body.deliveries.map((delivery) => delivery.id)).toEqual(
      deliveries.map((delivery) => delivery.id),
    );
    expect(event.body).toMatchObject({ producerId: "mine", payload: "{}", deliveryCounts: { pending: 1 } });
    expect(Object.fromEntries(event.body.skipped.map((each) => [each.endpointId, each.reason]))).toEqual({
      [unsubscribed]: "not-subscribed",
      [channelled]: "channel",
      [disabled]: "disabled",
    });
    expect(event.body.skipped.every(({ words }) => words.endsWith("."))).toBe(true);
  });

  it("are listed newest first, filtered and found by either id, in the feed too; an idempotency key is not shown", async () => {
    const first = await publish({ type: "order.created", data: 1, id: "mine" });
    const second = await publish(
      { type: "user.created", data: 2, channel: "risk" },
      { "idempotency-key": "hush" },
    );
    const listed = await ask("listEvents", acme.key, { params });
    expect(listed.body.data.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(listed.body.data.map(({ producerId }) => producerId)).toEqual([null, "mine"]);
    const found = async (query: string) =>
      (await ask("listEvents", acme.key, { params, query })).body.data.map(({ id }) => id);
    expect(await found("?type=order.created")).toEqual([first.id]);
    expect(await found("?channel=risk")).toEqual([second.id]);
    for (const order of ["", "&order=asc"]) {
      expect(await found(`?q=mine${order}`)).toEqual([first.id]);
      expect(await found(`?q=${second.id}${order}`)).toEqual([second.id]);
    }
    expect(await found("?q=User")).toEqual([second.id]);
    expect(await found("?limit=1")).toEqual([second.id]);
  });

  it("are found by what was published, as it stands there", async () => {
    const first = await publish({ type: "order.created", data: { order: "A-1042", to: "Zoë" } });
    const second = await publish({ type: "user.created", data: { order: "a-1042" } });
    await publish({ type: "user.created", data: { order: "A-1043" } });
    const found = async (q: string, more = "") =>
      (
        await ask("listEvents", acme.key, { params, query: `?q=${encodeURIComponent(q)}${more}` })
      ).body.data.map(({ id }) => id);
    expect(await found("-1042")).toEqual([second.id, first.id]);
    expect(await found("A-1042")).toEqual([first.id]);
    expect(await found('"order":"A-1042","to":"Zoë"')).toEqual([first.id]);
    expect(await found("%-104_")).toEqual([]);
    expect(await found("-1042", "&type=user.created")).toEqual([second.id]);
    expect(await found("-1042", "&order=asc")).toEqual([first.id, second.id]);
    // Whose content is past its time is found by nothing that was in it.
    await db.$executeRaw`UPDATE events SET payload = NULL WHERE id = ${uuidOf("event", first.id)}::uuid`;
    expect(await found("A-1042")).toEqual([]);
  });

  it("can be pulled as a feed: every event once, in order, also later ones", async () => {
    const published: string[] = [];
    for (let n = 0; n < 5; n++) published.push((await publish({ type: "a", data: n })).id);
    const pulled: string[] = [];
    let cursor = "";
    const pull = async () => {
      const page = await ask("listEvents", acme.key, { params, query: `?order=asc&limit=2${cursor}` });
      pulled.push(...page.body.data.map(({ id }) => id));
      cursor = `&cursor=${page.body.nextCursor}`;
      return page.body.data.length;
    };
    while ((await pull()) > 0);
    expect(pulled).toEqual(published);
    const later = await publish({ type: "a", data: 5 });
    await pull();
    expect(pulled.at(-1)).toBe(later.id);
    expect(await pull()).toBe(0);
  });

  it("in a page are bounded by their bytes", async () => {
    const raw = JSON.stringify("x".repeat(900_000));
    for (let n = 0; n < 6; n++)
      expect(
        (await ask("publishPayload", acme.key, { params: { ...params, event: "big" }, raw })).status,
      ).toBe(202);
    const first = await ask("listEvents", acme.key, { params });
    expect(first.body.data).toHaveLength(4);
    const rest = await ask("listEvents", acme.key, { params, query: `?cursor=${first.body.nextCursor}` });
    expect(rest.body.data).toHaveLength(2);
    expect(rest.body.nextCursor).toBeNull();
  });
});
