/** Order where it is promised: FIFO endpoints, ordering keys; each event at least once, failures included. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { type Answer, type Received, type Receiver, startReceiver, status } from "@/e2e/receiver";
import { running } from "@/e2e/running";
import { seededRandom } from "@/lib/policy/json-text-generator";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

const seed = Number(process.env.SEED ?? Date.now() % 1e9);
const retry = { waitsMs: Array(20).fill(20), jitter: 0 };

/** Fails one in ten, in every way a server can. */
function fickle(): Answer {
  const random = seededRandom(seed);
  return (received, response, index) => {
    const roll = random();
    if (roll < 0.03) response.socket?.destroy();
    else status(roll < 0.1 ? 503 : 200)(received, response, index);
  };
}

const numberOf = ({ body }: Received) => Number(/"n":(\d+)/.exec(body.toString())?.[1]);
const distinct = <T>(values: T[]) => [...new Set(values)];
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test("1,000 events to a FIFO endpoint that fails at random arrive in order, each at least once", async () => {
  console.log(`FIFO failures: SEED=${seed}`);
  const path = "/fifo";
  receiver.answerAt(path, fickle());
  const { api, project } = await newProject(running(), { retry });
  await newEndpoint(api, project, { url: receiver.url(path), ordering: "fifo" });
  for (let n = 0; n < 500; n++) await publish(api, project, { data: `{"n":${n}}` });
  for (let from = 500; from < 1_000; from += 100) {
    const body = upTo(100).map((n) => ({ type: "order.created", data: { n: from + n } }));
    expect((await api.send("POST", `/api/v1/projects/${project}/events`, { body })).status).toBe(202);
  }
  await settled(api, project, 90_000);
  const seen = receiver.to(path).map(numberOf);
  expect(distinct(seen)).toEqual(upTo(1_000));
  // A repeat follows its failure at once: nothing has overtaken it.
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.length).toBeGreaterThan(1_000);
}, 120_000);

test("an array keeps its order from its project's first event on", async () => {
  const path = "/fresh";
  const { api, project } = await newProject(running());
  await newEndpoint(api, project, { url: receiver.url(path), ordering: "fifo" });
  const body = upTo(200).map((n) => ({ type: `fresh.type${n % 7}`, data: { n } }));
  expect((await api.send("POST", `/api/v1/projects/${project}/events`, { body })).status).toBe(202);
  await settled(api, project);
  expect(receiver.to(path).map(numberOf)).toEqual(upTo(200));
});

test("50 ordering keys stay ordered each, and do not wait for one another", async () => {
  const path = "/keys";
  receiver.answerAt(path, fickle());
  const { api, project } = await newProject(running(), { retry });
  await newEndpoint(api, project, { url: receiver.url(path) });
  for (const n of upTo(20)) {
    const body = upTo(50).map((key) => ({ type: "order.created", orderingKey: `k${key}`, data: { key, n } }));
    expect((await api.send("POST", `/api/v1/projects/${project}/events`, { body })).status).toBe(202);
  }
  await settled(api, project, 60_000);
  const keyOf = ({ body }: Received) => Number(/"key":(\d+)/.exec(body.toString())?.[1]);
  for (const key of upTo(50)) {
    const seen = receiver
      .to(path)
      .filter((request) => keyOf(request) === key)
      .map(numberOf);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(distinct(seen)).toEqual(upTo(20));
  }
}, 90_000);

test("a key whose receiver hangs holds up itself alone", async () => {
  const path = "/one-hangs";
  const { api, project } = await newProject(running(), { timeoutMs: 20_000 });
  await newEndpoint(api, project, { url: receiver.url(path) });
  receiver.answerAt(path, (received, response, index) => {
    if (!received.body.includes('"stuck"')) status(200)(received, response, index);
  });
  const keyed = (orderingKey: string, data: string) => publish(api, project, { orderingKey, data });
  await keyed("stuck", '{"stuck":1}');
  await keyed("stuck", '{"stuck":2}');
  await receiver.waitFor(1, { path });
  for (const n of upTo(10)) await keyed("free", `{"n":${n}}`);
  const seen = await receiver.waitFor(11, { path });
  expect(seen.slice(1).map(numberOf)).toEqual(upTo(10));
  const pending = async () => {
    const { data } = await api.call("listDeliveries", { project }, { query: { status: ["pending"] } });
    return data.map(({ orderingKey }) => orderingKey);
  };
  await expect.poll(pending, { timeout: 5_000 }).toEqual(["key:stuck", "key:stuck"]);
});
