/** Endpoints that never answer hold up themselves and nobody else. Alone on the machine, because it measures. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, publish } from "@/e2e/api";
import { type Receiver, silence, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";

const HANGING = 200;
const SAMPLES = 200;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const inWords = (sorted: number[]) =>
  `p50 ${at(sorted, 0.5).toFixed(1)} ms, p99 ${at(sorted, 0.99).toFixed(1)} ms`;

/** From publishing to arrival, event by event, in milliseconds, sorted. */
async function latencies(api: Client, project: string): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    const before = receiver.to("/healthy").length;
    const started = performance.now();
    await publish(api, project);
    const [request] = (await receiver.waitFor(before + 1, { path: "/healthy" })).slice(-1);
    taken.push((request?.at ?? 0) - started);
  }
  return taken.sort((a, b) => a - b);
}

test("F31: 200 endpoints whose receiver never answers do not delay a healthy one", async () => {
  const healthy = await newProject(running());
  await newEndpoint(healthy.api, healthy.project, { url: receiver.url("/healthy") });
  await latencies(healthy.api, healthy.project);
  const idle = await latencies(healthy.api, healthy.project);

  const hanging = await newProject(running(), { timeoutMs: 60_000 });
  receiver.answerAt("/hanging", silence);
  for (let round = 0; round < HANGING / 20; round++)
    await Promise.all(
      Array.from({ length: 20 }, () =>
        newEndpoint(hanging.api, hanging.project, { url: receiver.url("/hanging") }),
      ),
    );
  await publish(hanging.api, hanging.project);
  await receiver.waitFor(HANGING, { path: "/hanging" });
  // There is always more for them, so they are at it all the time.
  await publish(hanging.api, hanging.project);
  const beside = await latencies(healthy.api, healthy.project);

  const { data } = await hanging.api.call(
    "listDeliveries",
    { project: hanging.project },
    { query: { limit: "100" } },
  );
  expect(new Set(data.map(({ status }) => status))).toEqual(new Set(["pending"]));
  expect(receiver.to("/hanging").length).toBeGreaterThanOrEqual(HANGING);
  await expect
    .poll(
      async () =>
        (
          await healthy.api.call(
            "listDeliveries",
            { project: healthy.project },
            { query: { status: ["pending"] } },
          )
        ).data,
    )
    .toEqual([]);
  const ratio = at(beside, 0.99) / at(idle, 0.99);
  console.log(
    `idle: ${inWords(idle)}; beside ${HANGING} that hang: ${inWords(beside)}; p99 × ${ratio.toFixed(2)}`,
  );
  await hanging.api.call("deleteProject", { project: hanging.project });
}, 120_000);
