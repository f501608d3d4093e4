import { expect, it } from "vitest";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { db } from "@/lib/platform/db";
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
