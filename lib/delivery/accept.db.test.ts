import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { accept, acceptAll, type NewEvent } from "./accept";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { sendTest } from "./send-test";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const URL = "http://127.0.0.1:1/";

describe("accept", () => {
  it("makes one event and fifty equal answers of fifty parallel publishes with one id", async () => {
    const project = await makeProject();
    await makeEndpoint(project, { url: URL });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => publishTo(project, { producerId: "one" })),
    );
    const same = answers.map((answer) =>
      answer.kind === "accepted" ? [answer.id, answer.deliveries] : answer,
    );
    expect(new Set(same.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers.filter((answer) => answer.kind === "accepted" && !answer.duplicate)).toHaveLength(1);
    expect(await db.event.count({ where: { projectId: project.projectId } })).toBe(1);
    expect(await db.delivery.count({ where: { projectId: project.projectId } })).toBe(1);
  });

  it("refuses the same id with other content, and leaves the first alone", async () => {
    const project = await makeProject();
    await publishTo(project, { producerId: "x", payload: "1" });
    expect(await publishTo(project, { producerId: "x", payload: "2" })).toEqual({ kind: "conflict" });
    const events = await db.event.findMany({ where: { projectId: project.projectId } });
    expect(events.map((event) => Buffer.from(event.payload ?? []).toString())).toEqual(["1"]);
  });

  it("lets the neighbours of a conflict and of a duplicate through in one group commit", async () => {
    const project = await makeProject();
    await publishTo(project, { producerId: "taken", payload: "1" });
    const [conflict, duplicate, ...fresh] = await Promise.all([
      publishTo(project, { producerId: "taken", payload: "2" }),
      publishTo(project, { producerId: "taken", payload: "1" }),
      ...Array.from({ length: 20 }, (_, n) => publishTo(project, { producerId: `n${n}` })),
    ]);
    expect(conflict).toEqual({ kind: "conflict" });
    expect(duplicate).toMatchObject({ kind: "accepted", duplicate: true });
    expect(fresh.every((answer) => answer.kind === "accepted" && !answer.duplicate)).toBe(true);
  });

  it("sends to an endpoint that another process made a moment ago", async () => {
    const project = await makeProject();
    expect(await publishTo(project)).toMatchObject({ deliveries: [] });
    const { id } = await makeEndpoint(project, { url: URL });
    expect(await publishTo(project)).toMatchObject({ deliveries: [{ endpointId: id }] });
  });

  it("stores why each other endpoint did not get the event, once for many events", async () => {
    const project = await makeProject();
    const other = await makeEndpoint(project, { url: URL, subscriptions: [{ type: "invoice.*" }] });
    const channel = await makeEndpoint(project, { url: URL, channel: "eu" });
    const off = await makeEndpoint(project, { url: URL });
    await db.endpoint.update({ where: { id: off.id }, data: { status: "disabled" } });
    await db.project.update({ where: { id: project.projectId }, data: { routingVersion: { increment: 1 } } });
    await Promise.all(Array.from({ length: 5 }, () => publishTo(project)));
    const events = await db.event.findMany({ where: { projectId: project.projectId } });
    expect(new Set(events.map((event) => event.fanOutId)).size).toBe(1);
    const fanOut = await db.fanOut.findUniqueOrThrow({ where: { id: events[0]?.fanOutId ?? "" } });
    expect(fanOut.skipped).toEqual({
      "not-subscribed": [other.id],
      channel: [channel.id],
      disabled: [off.id],
    });
  });

  it("stores one body per dialect and the payload's own bytes", async () => {
    const project = await makeProject();
    await makeEndpoint(project, { url: URL });
    await makeEndpoint(project, { url: URL });
    await makeEndpoint(project, { url: URL, dialect: "spectra" });
    const payload = '{ "b":1.0,"a":12345678901234567890,"a":"\\ud800" }';
    const accepted = await publishTo(project, { payload });
    if (accepted.kind !== "accepted") throw new Error("not accepted");
    const event = await db.event.findUniqueOrThrow({ where: { id: accepted.id } });
    expect(Buffer.from(event.payload ?? []).toString()).toBe(payload);
    const bodies = await db.body.findMany({ where: { eventId: accepted.id } });
    expect(bodies.map((body) => body.dialect).sort()).toEqual(["spectra", "standard"]);
    for (const body of bodies) expect(Buffer.from(body.content).includes(payload)).toBe(true);
  });

  it("sends a test to an endpoint of a strict workspace: ours is no type of theirs", async () => {
    const project = await makeProject();
    const endpoint = await makeEndpoint(project, { url: URL });
    await db.workspace.update({ where: { id: project.workspaceId }, data: { strictTypes: true } });
    await db.project.update({ where: { id: project.projectId }, data: { routingVersion: { increment: 1 } } });
    const sent = await sendTest({ projectId: project.projectId, endpointId: endpoint.id });
    expect(await db.delivery.count({ where: { id: sent.deliveryId } })).toBe(1);
  });

  it("lists a type nobody registered, and refuses it where the workspace is strict", async () => {
    const project = await makeProject();
    await publishTo(project, { type: "never.seen" });
    expect(await db.eventType.findMany({ where: { workspaceId: project.workspaceId } })).toMatchObject([
      { name: "never.seen", registered: false },
    ]);
    await db.workspace.update({ where: { id: project.workspaceId }, data: { strictTypes: true } });
    await db.project.update({ where: { id: project.projectId }, data: { routingVersion: { increment: 1 } } });
    // Known versions are compared in the statement that writes: the first after the change already obeys.
    expect(await publishTo(project, { type: "also.new" })).toEqual({ kind: "unknown-type" });
    expect(await publishTo(project, { type: "never.seen" })).toEqual({ kind: "unknown-type" });
    await db.eventType.updateMany({ where: { name: "never.seen" }, data: { registered: true } });
    await db.project.update({ where: { id: project.projectId }, data: { routingVersion: { increment: 1 } } });
    expect(await publishTo(project, { type: "never.seen" })).toMatchObject({ kind: "accepted" });
  });

  it("takes nothing for a project that does not exist or was deleted", async () => {
    const project = await makeProject();
    expect(await publishTo({ ...project, projectId: newUuid() })).toEqual({ kind: "no-project" });
    await publishTo(project);
    await db.project.update({
      where: { id: project.projectId },
      data: { deletedAt: new Date(), routingVersion: { increment: 1 } },
    });
    expect(await publishTo(project)).toEqual({ kind: "no-project" });
  });

  it("refuses events that together would make more deliveries than one statement can take, and writes none", async () => {
    const project = await makeProject();
    for (let n = 0; n < 51; n++) await makeEndpoint(project, { url: URL });
    const payload = Buffer.from("1");
    const event: NewEvent = {
      projectId: project.projectId,
      producerId: null,
      type: "order.created",
      channel: null,
      runId: null,
      runEnd: false,
      orderingKey: null,
      timestampMs: null,
      payload,
      contentHash: payload,
    };
    const answers = await acceptAll(Array.from({ length: 1_000 }, () => event));
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(["too-many"]));
    expect(await db.event.count({ where: { projectId: project.projectId } })).toBe(0);
    expect(await accept(event)).toMatchObject({ kind: "accepted" });
  });
});
