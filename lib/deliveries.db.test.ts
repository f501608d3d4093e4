import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { textOrBase64 } from "./deliveries";
import { closeDb, db } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import { Prisma } from "./platform/prisma/client";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

let acme: Tenant;
let projectId: string;
let endpointId: string;
let params: { project: string };
beforeEach(async () => {
  acme = await makeTenant();
  params = { project: acme.project };
  projectId = uuidOf("project", acme.project) ?? "";
  const made = await ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/" } });
  endpointId = uuidOf("endpoint", made.body.id) ?? "";
});

type Some = Partial<Prisma.DeliveryCreateManyInput>;
async function insert(...rows: Some[]): Promise<string[]> {
  const data = rows.map((row) => ({
    id: newUuid(),
    projectId,
    eventId: newUuid(),
    endpointId,
    bodyId: newUuid(),
    type: "order.created",
    status: "succeeded" as const,
    ...row,
  }));
  await db.delivery.createMany({ data });
  return data.map(({ id }) => publicId("delivery", id));
}
const list = (query = "") => ask("listDeliveries", acme.key, { params, query });
/** Every page. */
async function pagesOf(query: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor = ""; ; ) {
    const { data, nextCursor } = (await list(`${query}${cursor}`)).body;
    pages.push(data.map(({ id }) => id));
    if (!nextCursor) return pages;
    cursor = `&cursor=${nextCursor}`;
  }
}
const allOf = async (query: string) => (await pagesOf(query)).flat();
const idsOf = async (query: string) => (await list(query)).body.data.map(({ id }) => id);

async function publish(body: object, headers: Record<string, string> = {}) {
  const answer = await ask("publishEvents", acme.key, { params, body, headers });
  if (!("id" in answer.body)) throw new Error(answer.text);
  return answer.body;
}

/** As publishing does. */
const listTypes = (...names: string[]) =>
  db.eventType.createMany({
    data: names.map((name) => ({ id: newUuid(), workspaceId: acme.workspaceId, name, registered: false })),
  });

describe("the list of deliveries", () => {
  it("filters by what it says it filters by", async () => {
    await listTypes("order.created", "order.shipped", "user.created");
    const [a, b, c, d, e] = await insert(
      { type: "order.created", lastStatusCode: 200 },
      { type: "order.shipped", status: "failed", lastStatusCode: 404 },
      { type: "user.created", status: "failed", lastStatusCode: 503, category: "audit" },
      { status: "cancelled", reason: "disabled" },
      { status: "pending", reason: "timeout", id: uuidAt(LONG_AGO, 1), createdAt: new Date(LONG_AGO) },
    );
    expect(await idsOf("")).toEqual([d, c, b, a, e]);
    expect(await idsOf("?status=failed")).toEqual([c, b]);
    expect(await idsOf("?status=failed&status=cancelled")).toEqual([d, c, b]);
    expect(await idsOf("?status=pending&status=failed")).toEqual([c, b, e]);
    expect(await idsOf("?type=order.shipped")).toEqual([b]);
    expect(await idsOf("?httpStatus=404")).toEqual([b]);
    expect(await idsOf("?httpStatus=5xx")).toEqual([c]);
    expect(await idsOf("?httpStatus=4xx&status=cancelled")).toEqual([]);
    expect(await idsOf("?httpStatus=2xx")).toEqual([a]);
    expect(await idsOf("?category=audit")).toEqual([c]);
    expect(await idsOf("?category=replay")).toEqual([]);
    expect(await idsOf("?q=nothing begins so")).toEqual([]);
    expect(await idsOf("?run=none")).toEqual([]);
    expect(await idsOf("?q=ORDER.s")).toEqual([b]);
    expect(await idsOf("?q=imeou")).toEqual([e]);
    expect(await idsOf(`?q=${c}`)).toEqual([c]);
    expect(await idsOf(`?q=${publicId("endpoint", endpointId)}&status=cancelled`)).toEqual([d]);
    expect(await idsOf(`?endpoint=${publicId("endpoint", endpointId)}&type=user.created`)).toEqual([c]);
    expect(await idsOf(`?endpoint=${publicId("endpoint", newUuid())}`)).toEqual([]);
    const minuteAgo = new Date(Date.now() - 60_000).toISOString();
    expect(await idsOf(`?since=${minuteAgo}`)).toEqual([d, c, b, a]);
    expect(await idsOf(`?until=${minuteAgo}`)).toEqual([e]);
  });

  it.each([
    "?since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z",
    "?status=gone",
    "?endpoint=x",
    "?httpStatus=9",
  ])("%s → 422", async (query) => {
    expect((await list(query)).status).toBe(422);
  });

  it("names the endpoint of each row, deleted ones too, and no other project's", async () => {
    const body = { url: "http://127.0.0.1:9/gone", description: "Shop" };
    const made = await ask("createEndpoint", acme.key, { params, body });
    await insert({ endpointId: uuidOf("endpoint", made.body.id) ?? "" });
    const stranger = await makeTenant("Other");
    const foreign = await ask("createEndpoint", stranger.key, {
      params: { project: stranger.project },
      body,
    });
    await insert({ endpointId: uuidOf("endpoint", foreign.body.id) ?? "" });
    await ask("deleteEndpoint", acme.key, { params: { ...params, endpoint: made.body.id } });
    const names = (await list()).body.data.map(({ endpoint }) => endpoint);
    expect(names).toEqual([{ url: "", description: "" }, body]);
  });

  it("pages without repeating or skipping while rows come and go", async () => {
    const old = (await insert(...Array.from({ length: 25 }, () => ({})))).reverse();
    const seen: string[] = [];
    let query = "?limit=10";
    for (;;) {
      const page = await list(query);
      seen.push(...page.body.data.map(({ id }) => id));
      await insert({}, {});
      if (!page.body.nextCursor) break;
      query = `?limit=10&cursor=${page.body.nextCursor}`;
    }
    expect(seen).toEqual(old);
  });

  it("walks past more than a request looks at to all that is rare, each once and in order", async () => {
    // By turns failed and held, each along an index of its own. The newest, those around where a request may look no further, the oldest.
    await db.$executeRaw`INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, status)
      SELECT (lpad(to_hex(${Date.now()}::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
        ${projectId}::uuid, ${newUuid()}::uuid, ${endpointId}::uuid, ${newUuid()}::uuid,
        CASE WHEN n IN (1, 2, 999, 1000, 1001, 1002, 21000) THEN 'rare.one' ELSE 'common.one' END,
        (ARRAY['failed', 'held'])[1 + n % 2]::delivery_status FROM generate_series(1, 21000) AS n`;
    const cases = {
      "?type=rare.one": "type = 'rare.one'",
      "?type=rare.one&limit=2": "type = 'rare.one'",
      "?type=rare.one&status=failed&status=held": "type = 'rare.one'",
      "?type=rare.one&status=held&limit=2": "type = 'rare.one' AND status = 'held'",
      "?type=none.such": "false",
      "?type=none.such&status=failed&status=held": "false",
    };
    for (const [query, fits] of Object.entries(cases)) {
      const rows = await db.$queryRaw<{ id: string }[]>`SELECT id FROM deliveries
        WHERE project_id = ${projectId}::uuid AND ${Prisma.raw(fits)} ORDER BY id DESC`;
      const pages = await pagesOf(query);
      expect(pages.flat(), query).toEqual(rows.map(({ id }) => publicId("delivery", id)));
      expect(pages.length, query).toBeGreaterThan(1);
    }
  });

  it("finds by each status, code and reason what its own index knows, in one order, page by page", async () => {
    const rows = Array.from({ length: 40 }, (_, n): Some => {
      const status = (["failed", "cancelled", "held", "pending", "succeeded"] as const)[n % 5];
      return {
        status,
        lastStatusCode: [500, 503, null, 429, 200][n % 5],
        reason: status === "cancelled" ? "disabled" : status === "failed" ? "exhausted" : null,
        category: n % 7 === 0 ? "replay" : null,
        runId: status === "held" ? "run-1" : null,
      };
    });
    const ids = await insert(...rows);
    const expected = (fits: (row: Some) => boolean) => ids.filter((_, n) => fits(rows[n] as Some)).reverse();
    const cases: [string, (row: Some) => boolean][] = [
      ["?status=failed&status=held", ({ status }) => status === "failed" || status === "held"],
      ["?status=pending&status=cancelled", ({ status }) => status === "pending" || status === "cancelled"],
      ["?status=pending", ({ status }) => status === "pending"],
      ["?status=succeeded&status=failed", ({ status }) => status === "succeeded" || status === "failed"],
      ["?httpStatus=5xx", ({ lastStatusCode: code }) => code === 500 || code === 503],
      ["?httpStatus=503&status=cancelled", ({ lastStatusCode: code }) => code === 503],
      ["?q=abl", ({ reason }) => reason === "disabled"],
      ["?q=e", ({ reason }) => reason !== null],
      [
        "?category=replay&status=pending",
        ({ category, status }) => category === "replay" && status === "pending",
      ],
      ["?run=run-1", ({ runId }) => runId === "run-1"],
    ];
    for (const [query, fits] of cases) {
      const wanted = expected(fits);
      expect(await allOf(`${query}&limit=3`), query).toEqual(wanted);
      const own = `${query}&limit=3&endpoint=${publicId("endpoint", endpointId)}`;
      expect(await allOf(own), own).toEqual(wanted);
    }
  });

  it("is narrowed to what events of a channel brought", async () => {
    const [wanted] = (await publish({ type: "a.b", data: 1, channel: "emea" })).deliveries;
    await publish({ type: "a.b", data: 1, channel: "apac" });
    await publish({ type: "a.b", data: 1 });
    expect(await idsOf("?channel=emea")).toEqual([wanted?.id]);
    expect(await idsOf("?channel=emea&status=failed")).toEqual([]);
    expect((await list("?channel=%20")).status).toBe(422);
  });

  it("finds by what was published, as it stands there, what no other word of the search means", async () => {
    const [first] = (await publish({ type: "order.created", data: { order: "A-1042" } })).deliveries;
    const [second] = (await publish({ type: "order.shipped", data: { order: "A-1042", by: "Zoë" } }))
      .deliveries;
    await publish({ type: "order.shipped", data: { order: "a-1043" } });
    const found = (q: string, more = "") => idsOf(`?q=${encodeURIComponent(q)}${more}`);
    expect(await found("A-1042")).toEqual([second?.id, first?.id]);
    expect(await found('"A-1042","by":"Zoë"')).toEqual([second?.id]);
    expect(await found("A-1042", "&type=order.created")).toEqual([first?.id]);
    expect(await found("A-1042", "&status=failed")).toEqual([]);
    // The beginning of a type is one, and a reason is one, though both stand in payloads.
    const [failed] = await insert({ status: "failed", reason: "timeout" });
    await publish({ type: "note", data: { words: "order timeout" } });
    expect(await found("order")).toHaveLength(4);
    expect(await found("timeout")).toEqual([failed]);
    const other = await makeTenant("Other");
    expect(
      (await ask("listDeliveries", other.key, { params: { project: other.project }, query: "?q=A-1042" }))
        .body.data,
    ).toEqual([]);
  });

  it("shows an endpoint's own", async () => {
    const mine = await insert({}, {});
    const elsewhere = newUuid();
    await insert({ endpointId: elsewhere });
    const answer = await ask("listEndpointDeliveries", acme.key, {
      params: { ...params, endpoint: publicId("endpoint", endpointId) },
    });
    expect(answer.body.data.map(({ id }) => id)).toEqual(mine.reverse());
  });

  it("shows nobody else's, whatever is asked for", async () => {
    const other = await makeTenant("Other");
    const [mine] = await insert({ status: "failed", reason: "timeout" });
    for (const query of [
      "",
      "?status=failed",
      `?q=${mine}`,
      `?endpoint=${publicId("endpoint", endpointId)}`,
      "?q=timeout",
    ])
      expect(
        (await ask("listDeliveries", other.key, { params: { project: other.project }, query })).body.data,
      ).toEqual([]);
    const delivery = { project: other.project, delivery: mine ?? "" };
    expect((await ask("getDelivery", other.key, { params: delivery })).status).toBe(404);
    expect((await ask("replayDelivery", other.key, { params: delivery })).status).toBe(404);
  });
});

const LONG_AGO = Date.UTC(2026, 0, 1);

/** A UUIDv7 of that millisecond whose place among others is `n`. */
function uuidAt(ms: number, n: number): string {
  const time = ms.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

describe("one delivery", () => {
  it("shows what will be sent before it is, byte for byte", async () => {
    const raw = '{"big":12345678901234567890, "one":1.0,"d":1,"d":2,"e":"\\u0000\\ud800"}';
    const sent = await ask("publishPayload", acme.key, { params: { ...params, event: "a.b" }, raw });
    const delivery = sent.body.deliveries[0]?.id ?? "";
    const detail = await ask("getDelivery", acme.key, { params: { ...params, delivery } });
    expect(detail.body).toMatchObject({ status: "pending", attempts: [], type: "a.b", attemptCount: 0 });
    expect(detail.body.request).toMatchObject({ url: "http://127.0.0.1:9/", headers: null });
    expect(detail.body.request.body).toContain(raw);
    expect(detail.body.explanation).toBe("It has not been tried yet.");
    const event = await ask("getEvent", acme.key, { params: { ...params, event: sent.body.id } });
    expect(event.body.payload).toBe(raw);
  });

  it("shows every attempt, binary answers as base64, and says what became of it", async () => {
    const { deliveries } = await publish({ type: "a", data: 1 });
    const delivery = deliveries[0]?.id ?? "";
    const deliveryId = uuidOf("delivery", delivery) ?? "";
    const attempt = {
      deliveryId,
      trigger: "schedule",
      startedAt: new Date(),
      durationMs: 212,
      url: "http://127.0.0.1:9/sent",
      requestHeaders: '[["webhook-id","evt"],["x-token",null]]',
    };
    await db.attempt.createMany({
      data: [
        {
          ...attempt,
          id: newUuid(),
          number: 1,
          phases: [-1, 3, -1, -1],
          errorCode: "timeout",
          errorMessage: "Too slow.",
        },
        {
          ...attempt,
          id: newUuid(),
          number: 2,
          phases: [1, 2, 3, 4],
          statusCode: 503,
          responseHeaders: '[["x-a","1"]]',
          responseBody: new Uint8Array([0xff, 0x00]),
          truncated: true,
        },
      ],
    });
    const nextAttemptAt = new Date(Date.now() + 240_500);
    await db.delivery.update({
      where: { id: deliveryId },
      data: { attemptCount: 2, lastStatusCode: 503, nextAttemptAt },
    });
    const { body } = await ask("getDelivery", acme.key, { params: { ...params, delivery } });
    expect(body.request).toMatchObject({
      url: "http://127.0.0.1:9/sent",
      headers: [
        ["webhook-id", "evt"],
        ["x-token", ""],
      ],
    });
    expect(body.attempts).toMatchObject([
      {
        number: 1,
        phases: { dns: null, connect: 3, tls: null, firstByte: null },
        error: { code: "timeout", message: "Too slow." },
      },
      {
        number: 2,
        statusCode: 503,
        responseHeaders: [["x-a", "1"]],
        responseBody: "/wA=",
        responseBodyEncoding: "base64",
        responseTruncated: true,
        error: null,
      },
    ]);
    expect(body.explanation).toMatch(
      /^The server answered 503 after 212 ms\. We will try again in 4 min, attempt 3 of 8\.$/,
    );
    await db.delivery.update({
      where: { id: deliveryId },
      data: { status: "cancelled", reason: "disabled" },
    });
    const cancelled = await ask("getDelivery", acme.key, { params: { ...params, delivery } });
    expect(cancelled.body.explanation).toContain("cancelled because the endpoint was disabled");
  });

  it("is replayed as a new delivery of the same bytes", async () => {
    const { deliveries } = await publish({ type: "a", data: { n: 1.0 } });
    const delivery = deliveries[0]?.id ?? "";
    const replayed = await ask("replayDelivery", acme.key, { params: { ...params, delivery } });
    expect(replayed.status).toBe(202);
    expect(replayed.body).toMatchObject({ category: "replay", replayOf: delivery, status: "pending" });
    const read = (id: string) => ask("getDelivery", acme.key, { params: { ...params, delivery: id } });
    expect((await read(replayed.body.id)).body.request.body).toBe((await read(delivery)).body.request.body);
    await ask("disableEndpoint", acme.key, {
      params: { ...params, endpoint: publicId("endpoint", endpointId) },
    });
    const refused = await ask("replayDelivery", acme.key, { params: { ...params, delivery } });
    expect([refused.status, problemIn(refused).code]).toEqual([409, "conflict"]);
  });
});

it("a test send is an event that one endpoint gets", async () => {
  const endpoint = publicId("endpoint", endpointId);
  const sent = await ask("testEndpoint", acme.key, { params: { ...params, endpoint }, raw: "" });
  expect(sent.status).toBe(202);
  const detail = await ask("getDelivery", acme.key, {
    params: { ...params, delivery: sent.body.deliveryId },
  });
  expect(detail.body).toMatchObject({ endpointId: endpoint, eventId: sent.body.eventId });
});

it("an answer cut within a character is still text", () => {
  const cut = Buffer.from("é😀").subarray(0, 4);
  expect(textOrBase64(cut, { isCut: true })).toEqual({ text: "é", encoding: "utf8" });
  expect(textOrBase64(cut).encoding).toBe("base64");
  expect(textOrBase64(Buffer.from([0xff, 0x00]), { isCut: true }).encoding).toBe("base64");
});
