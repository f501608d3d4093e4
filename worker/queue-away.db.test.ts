import { expect, it } from "vitest";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { runEngine } from "./engine.fixture";

// Nobody listens on port 1. The environment is read at first use: after this line.
process.env.REDIS_URL = "redis://127.0.0.1:1";

const engine = runEngine();

it("accepts and delivers without a queue: the sweep's worker drains what nobody could be rung for", async () => {
  const project = await makeProject();
  for (let n = 0; n < 5; n++) await makeEndpoint(project, { url: engine.receiver.url(`/${n}`) });
  for (let n = 0; n < 20; n++) expect(await publishTo(project)).toMatchObject({ kind: "accepted" });
  await engine.receiver.waitFor(100, { timeoutMs: 25_000 });
  await settled(project);
  expect(engine.receiver.requests).toHaveLength(100);
}, 40_000);
