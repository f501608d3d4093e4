import { expect, it } from "vitest";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { runEngine } from "./engine.fixture";

const engine = runEngine();

it("an endpoint whose secret does not open is tried now and then, not as fast as can be, and works again with one that does", async () => {
  const project = await makeProject();
  const { id: endpointId } = await makeEndpoint(project, { url: engine.receiver.url("/") });
  const secret = await db.signingSecret.findFirstOrThrow({ where: { endpointId } });
  const sealed = (text: string) =>
    db.signingSecret.update({ where: { id: secret.id }, data: { sealed: text } });
  await sealed("v1:k9:AAAA:AAAA");
  await publishTo(project);
  const claims = new Set<number | undefined>();
  for (let looks = 0; looks < 60; looks++) {
    const state = await db.endpointState.findUniqueOrThrow({ where: { endpointId } });
    claims.add(state.leasedAt?.getTime());
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(claims.size).toBeLessThan(6);
  await sealed(secret.sealed);
  await settled(project);
  expect(engine.receiver.requests).toHaveLength(1);
}, 30_000);

it("a delivery whose payload is no longer kept says so, once, and keeps nobody waiting", async () => {
  const project = await makeProject();
  const { id: endpointId } = await makeEndpoint(project, { url: engine.receiver.url("/kept") });
  await publishTo(project);
  await settled(project);
  const { id: _, ...sent } = await db.delivery.findFirstOrThrow({ where: { endpointId } });
  const id = newUuid();
  await db.delivery.create({
    data: { ...sent, id, bodyId: newUuid(), status: "pending", nextAttemptAt: new Date(), attemptCount: 0 },
  });
  await publishTo(project);
  await settled(project);
  expect(engine.receiver.to("/kept")).toHaveLength(2);
  expect(await db.delivery.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: "failed",
    reason: "expunged",
    attemptCount: 1,
  });
}, 30_000);
