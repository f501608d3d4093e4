import { Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSender } from "@/lib/egress/send";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { drain } from "./drain";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { ownOutage } from "./own-outage";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

/** A network without a route to anywhere: no packet is sent. */
function unreachable(): Socket {
  const socket = new Socket();
  const error = Object.assign(new Error("unreachable"), { code: "ENETUNREACH" });
  setImmediate(() => socket.destroy(error));
  return socket;
}

it("F45: while our own network is away nobody's attempts are used up, and it shows", async () => {
  const project = await makeProject();
  const endpoints: string[] = [];
  for (let n = 0; n < 30; n++) {
    const { id } = await makeEndpoint(project, { url: `https://customer-${n}.com/hook` });
    endpoints.push(id);
  }
  await publishTo(project);
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  const sender = createSender({
    policy: { allowHttp: false, allow: [] },
    resolve: async () => ["93.184.216.34"],
    connect: unreachable,
  });
  const { signal } = new AbortController();
  const context = {
    workerId: () => workerId,
    send: sender.send,
    stopping: () => false,
    isSilent: () => false,
    abort: signal,
  };
  for (let round = 0; round < 3; round++)
    for (const endpointId of endpoints) await drain(context, endpointId, "fast");
  await sender.close();
  const rows = await db.delivery.findMany({ where: { projectId: project.projectId } });
  expect(rows.filter(({ status }) => status === "pending")).toHaveLength(30);
  // Those that failed before it was noticed count.
  expect(rows.filter(({ attemptCount }) => attemptCount > 0)).toHaveLength(9);
  expect(ownOutage.since()).not.toBeNull();
});
