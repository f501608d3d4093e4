/** One producer id makes one event for ever, however many ask at once and at which web process. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, settled } from "@/e2e/api";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";

let receiver: Receiver;
let api: Client;
let project: string;
beforeAll(async () => {
  receiver = await startReceiver();
  ({ api, project } = await newProject(running()));
  await newEndpoint(api, project, { url: receiver.url("/") });
});
afterAll(() => receiver.close());

const PARALLEL = 50;
const events = async () => (await api.call("listEvents", { project }, { query: { limit: "100" } })).data;

const ids = async () => (await events()).map(({ id }) => id);

type Publishing = { body: unknown; path?: string; headers?: Record<string, string> };
/** The same request fifty times at once, spread over the web processes. */
function atOnce({ body, path = "", headers = {} }: Publishing) {
  const { urls } = running();
  return Promise.all(
    Array.from({ length: PARALLEL }, (_, index) =>
      api
        .at(urls[index % urls.length] as string)
        .send("POST", `/api/v1/projects/${project}/events${path}`, { body, headers }),
    ),
  );
}

async function expectOne(make: () => Publishing): Promise<void> {
  const before = await events();
  const answers = await atOnce(make());
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  await settled(api, project);
  const ofThis = (await events()).slice(0, -before.length || undefined);
  expect(ofThis).toHaveLength(1);
  const { id, deliveries } = JSON.parse(answers[0]?.text ?? "");
  expect(ofThis[0]?.id).toBe(id);
  expect(deliveries).toHaveLength(1);
  expect(receiver.requests.filter(({ headers }) => headers["webhook-id"] === id)).toHaveLength(1);
}

test("50 parallel publishes with one id make one event and get equal answers", () =>
  expectOne(() => ({ body: { type: "order.created", id: "o-1", data: { n: 1 } } })));

test("50 parallel publishes with one Idempotency-Key make one event and get equal answers", () =>
  expectOne(() => ({
    body: { type: "order.created", data: { n: 1 } },
    headers: { "Idempotency-Key": "key-1" },
  })));

test("50 parallel bare payloads with one Idempotency-Key make one event and get equal answers", () =>
  expectOne(() => ({
    path: "/order.created",
    body: '{"n":1.0}',
    headers: { "Idempotency-Key": "key-raw" },
  })));

test("50 parallel arrays with one Idempotency-Key make their events once", async () => {
  const before = await events();
  const body = [1, 2, 3].map((n) => ({ type: "order.created", data: { n } }));
  const answers = await atOnce({ body, headers: { "Idempotency-Key": "key-array" } });
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(202);
  expect(await events()).toHaveLength(before.length + 3);
});

const conflicting: [what: string, first: Publishing, second: Publishing][] = [
  [
    "the same id with other data",
    { body: { type: "order.created", id: "c-1", data: { n: 1 } } },
    { body: { type: "order.created", id: "c-1", data: { n: 2 } } },
  ],
  [
    "the same id with the same data in another spelling",
    { body: '{"type":"order.created","id":"c-2","data":{"n":1}}' },
    { body: '{"type":"order.created","id":"c-2","data":{"n":1.0}}' },
  ],
  [
    "the same id with another type",
    { body: { type: "order.created", id: "c-3", data: {} } },
    { body: { type: "order.shipped", id: "c-3", data: {} } },
  ],
  [
    "the same Idempotency-Key with other data",
    { body: { type: "order.created", data: 1 }, headers: { "Idempotency-Key": "c-4" } },
    { body: { type: "order.created", data: 2 }, headers: { "Idempotency-Key": "c-4" } },
  ],
  [
    "a bare payload with other bytes",
    { path: "/order.created", body: "[1]", headers: { "Idempotency-Key": "c-5" } },
    { path: "/order.created", body: "[ 1]", headers: { "Idempotency-Key": "c-5" } },
  ],
];
test.each(conflicting)("%s is a conflict, and leaves nothing", async (_, first, second) => {
  const send = ({ body, path = "", headers = {} }: Publishing) =>
    api.send("POST", `/api/v1/projects/${project}/events${path}`, { body, headers });
  const accepted = await send(first);
  expect(accepted.status).toBe(202);
  const before = await ids();
  const refused = await send(second);
  expect(refused.status).toBe(409);
  expect(JSON.parse(refused.text).status).toBe(409);
  expect(await ids()).toEqual(before);
  // The first one is still what the id names.
  expect((await send(first)).text).toBe(accepted.text);
});

test("of 50 different publishes with one id at once exactly one is taken", async () => {
  const { urls } = running();
  const answers = await Promise.all(
    Array.from({ length: PARALLEL }, (_, n) =>
      api.at(urls[n % urls.length] as string).send("POST", `/api/v1/projects/${project}/events`, {
        body: { type: "order.created", id: "race", data: { n } },
      }),
    ),
  );
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(PARALLEL - 1);
});

test("an id is its project's: another project has its own", async () => {
  const other = await newProject(running());
  const body = { type: "order.created", id: "o-1", data: { n: 2 } };
  const answer = await other.api.send("POST", `/api/v1/projects/${other.project}/events`, { body });
  expect(answer.status).toBe(202);
});

test("a management POST with one Idempotency-Key is done once", async () => {
  const { urls } = running();
  const body = { url: receiver.url("/once"), description: "once" };
  const send = (at: string, given: object) =>
    api.at(at).send("POST", `/api/v1/projects/${project}/endpoints`, {
      body: given,
      headers: { "Idempotency-Key": "ep-1" },
    });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => send(urls[index % urls.length] as string, body)),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  const { data } = await api.call("listEndpoints", { project }, { query: { q: "once" } });
  expect(data).toHaveLength(1);
  const refused = await send(urls[0] as string, { ...body, description: "twice" });
  expect(refused.status).toBe(409);
});
