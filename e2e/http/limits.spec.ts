/** 57 Limits, on an instance whose limits are low: 429 with its time, and nothing written. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { client, newProject } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { expectProblem } from "@/e2e/problems";
import { type Product, startProduct } from "@/e2e/product";

const PER_MINUTE = 30;
let product: Product;
let ledger: Ledger;
beforeAll(async () => {
  product = await startProduct({
    backend: "postgres",
    workers: 0,
    env: { RATE_LIMIT_PER_MINUTE: String(PER_MINUTE), MAX_BODY_BYTES: "2000" },
  });
  ledger = openLedger(product);
});
afterAll(async () => {
  await ledger?.close();
  await product?.stop();
});

test.each(["", "/order.created"])("publishing at …/events%s too often", async (path) => {
  const { api, project } = await newProject(product);
  const body = path ? "{}" : { type: "order.created", data: {} };
  const send = () => api.send("POST", `/api/v1/projects/${project}/events${path}`, { body });
  const answers = [];
  for (let n = 0; n < PER_MINUTE + 5; n++) answers.push(await send());
  const taken = answers.filter(({ status }) => status === 202);
  const refused = answers.filter(({ status }) => status === 429);
  expect(taken.length + refused.length).toBe(answers.length);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expectProblem(answer, [429]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(taken[0]?.headers.get("ratelimit-limit")).toBe(String(PER_MINUTE));
  expect((await ledger.traces(project)).events).toBe(taken.length);
  // Another company is not slowed down.
  const other = await newProject(product);
  expect((await other.api.send("GET", `/api/v1/projects/${other.project}`)).status).toBe(200);
});

test("unknown keys are refused, however many are tried", async () => {
  const nobody = client(product, "phk_live_nobody");
  for (let n = 0; n < PER_MINUTE * 2; n++)
    expect((await nobody.send("GET", "/api/v1/projects")).status).toBe(401);
});

test("the operator's limit of a body's size holds", async () => {
  const { api, project } = await newProject(product);
  const send = (bytes: number) =>
    api.send("POST", `/api/v1/projects/${project}/events/order.created`, {
      body: `"${"x".repeat(bytes - 2)}"`,
    });
  expect((await send(2_000)).status).toBe(202);
  expectProblem(await send(2_001), [413]);
});
