import { describe, expect, it } from "vitest";
import { status } from "@/e2e/receiver";
import {
  type MadeProject,
  makeEndpoint,
  makeProject,
  publishTo,
  settled,
} from "@/lib/delivery/ledger-fixture";
import { flushNow, flushRun, MAX_BATCH_EVENTS } from "@/lib/delivery/runs";
import { db, pool } from "@/lib/platform/db";
import { runEngine } from "./engine.fixture";

const engine = runEngine();

const AT_END = [{ type: "*", when: "runEnd" as const }];
const inRun = (project: MadeProject, runId: string, n: number, type = "service_run") =>
  publishTo(project, { runId, type, payload: `{"n":${n}}`, runEnd: type === "process_run_end" });

type Result = { type: string; data: { n: number } };
const results = (path: string): Result[][] =>
  engine.receiver.to(path).map((request) => JSON.parse(request.body.toString()).results as Result[]);

describe("a run", () => {
  it("is held until its end, then sent as one batch in publish order; at once is a batch of one each", async () => {
    const project = await makeProject("spektr");
    await makeEndpoint(project, { url: engine.receiver.url("/end"), subscriptions: AT_END });
    await makeEndpoint(project, { url: engine.receiver.url("/now"), subscriptions: [{ type: "*" }] });
    for (let n = 0; n < 3; n++) await inRun(project, "r1", n);
    await engine.receiver.waitFor(3, { path: "/now" });
    expect(engine.receiver.to("/end")).toHaveLength(0);
    expect(await db.delivery.count({ where: { projectId: project.projectId, status: "held" } })).toBe(3);
    await inRun(project, "r1", 3, "process_run_end");
    await engine.receiver.waitFor(1, { path: "/end" });
    await settled(project);
    expect(results("/end").map((batch) => batch.map((result) => result.data.n))).toEqual([[0, 1, 2, 3]]);
    expect(results("/now").map((batch) => batch.length)).toEqual([1, 1, 1, 1]);
    const open = await db.delivery.count({
      where: { projectId: project.projectId, status: { not: "succeeded" } },
    });
    expect(open).toBe(0);
  });

  it("sends an event after the end of its run at once, and says so", async () => {
    const project = await makeProject("spektr");
    await makeEndpoint(project, { url: engine.receiver.url("/late"), subscriptions: AT_END });
    await inRun(project, "r2", 0, "process_run_end");
    await engine.receiver.waitFor(1, { path: "/late" });
    await inRun(project, "r2", 1);
    await engine.receiver.waitFor(2, { path: "/late" });
    await settled(project);
    const rows = await db.delivery.findMany({
      where: { projectId: project.projectId },
      orderBy: { id: "asc" },
    });
    expect(results("/late").map((batch) => batch.map((result) => result.data.n))).toEqual([[0], [1]]);
    expect(rows).toHaveLength(2);
  });

  it("is batched as its endpoint wants it when it is sent, though this process last heard otherwise", async () => {
    const project = await makeProject("standard");
    const { id } = await makeEndpoint(project, {
      url: engine.receiver.url("/changed"),
      subscriptions: AT_END,
    });
    for (let n = 0; n < 3; n++) await inRun(project, "r7", n);
    await db.endpoint.update({ where: { id }, data: { dialect: "spektr", version: { increment: 1 } } });
    await db.project.update({
      where: { id: project.projectId },
      data: { routingVersion: { increment: 1 } },
    });
    expect(await flushNow({ projectId: project.projectId, runId: "r7" })).toBe(3);
    await settled(project);
    expect(results("/changed").map((batch) => batch.map((result) => result.data.n))).toEqual([[0, 1, 2]]);
  });

  it("flushes a run that never ends after its bound", async () => {
    const project = await makeProject("spektr");
    await makeEndpoint(project, { url: engine.receiver.url("/bound"), subscriptions: AT_END });
    await inRun(project, "r3", 0);
    await inRun(project, "r3", 1);
    await pool("pages").query("UPDATE runs SET flush_at = now() WHERE project_id = $1", [project.projectId]);
    await engine.receiver.waitFor(1, { path: "/bound" });
    expect(results("/bound")[0]).toHaveLength(2);
  });

  it("flushed by hand goes on holding what comes next", async () => {
    const project = await makeProject("spektr");
    await makeEndpoint(project, { url: engine.receiver.url("/hand"), subscriptions: AT_END });
    await inRun(project, "r4", 0);
    expect(await flushNow({ projectId: project.projectId, runId: "r4" })).toBe(1);
    await engine.receiver.waitFor(1, { path: "/hand" });
    await inRun(project, "r4", 1);
    expect(await db.delivery.count({ where: { projectId: project.projectId, status: "held" } })).toBe(1);
    await inRun(project, "r4", 2, "process_run_end");
    await engine.receiver.waitFor(2, { path: "/hand" });
    expect(results("/hand")[1]?.map((result) => result.data.n)).toEqual([1, 2]);
  });

  it("splits a large run into batches at the documented size, in order also when one fails", async () => {
    const project = await makeProject("spektr");
    for (const path of ["/large", "/other", "/third"])
      await makeEndpoint(project, { url: engine.receiver.url(path), subscriptions: AT_END });
    let first = true;
    engine.receiver.answer((received, response) => {
      status(received.path === "/large" && first ? 500 : 200)(received, response, 0);
      if (received.path === "/large") first = false;
    });
    const count = 2 * MAX_BATCH_EVENTS + 10;
    for (let n = 0; n < count; n += 100)
      await Promise.all(
        Array.from({ length: Math.min(100, count - n) }, (_, k) => inRun(project, "r5", n + k)),
      );
    await inRun(project, "r5", count, "process_run_end");
    await settled(project);
    engine.receiver.answer(status(200));
    const [failed, ...large] = results("/large");
    expect(failed).toEqual(large[0]);
    for (const batches of [large, results("/other"), results("/third")]) {
      expect(batches.map((batch) => batch.length)).toEqual([MAX_BATCH_EVENTS, MAX_BATCH_EVENTS, 11]);
      const seen = batches.flat().map((result) => result.data.n);
      expect(new Set(seen).size).toBe(count + 1);
    }
  }, 60_000);

  it("large, it leaves to the next who comes by what its time does not suffice for, and is open until then", async () => {
    const project = await makeProject("spektr");
    const { id } = await makeEndpoint(project, {
      url: engine.receiver.url("/slices"),
      subscriptions: AT_END,
    });
    await inRun(project, "r8", 0);
    await db.$executeRaw`WITH ev AS (
        INSERT INTO events (id, project_id, type, run_id, "timestamp", payload, content_hash, fan_out_id)
        SELECT uuidv7(), project_id, type, run_id, "timestamp", payload, content_hash, fan_out_id
        FROM events CROSS JOIN generate_series(1, ${2 * MAX_BATCH_EVENTS}) WHERE project_id = ${project.projectId}::uuid
        RETURNING id)
      INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, run_id, status)
      SELECT uuidv7(), ${project.projectId}::uuid, id, ${id}::uuid, uuidv7(), 'service_run', 'r8', 'held' FROM ev`;
    const name = { projectId: project.projectId, runId: "r8" };
    const readRun = () => db.run.findUniqueOrThrow({ where: { projectId_runId: name } });
    expect(await flushRun(name, 0)).toBe(MAX_BATCH_EVENTS);
    expect((await readRun()).flushedAt).toBeNull();
    expect(await flushRun(name)).toBe(MAX_BATCH_EVENTS + 1);
    expect((await readRun()).flushedAt).not.toBeNull();
    await engine.receiver.waitFor(3, { path: "/slices" });
    await settled(project);
    const sizes = results("/slices").map((batch) => batch.length);
    expect(sizes.sort((a, b) => b - a)).toEqual([MAX_BATCH_EVENTS, MAX_BATCH_EVENTS, 1]);
  });

  it("loses nothing when events and the end of their run race", async () => {
    const project = await makeProject("spektr");
    await makeEndpoint(project, { url: engine.receiver.url("/race"), subscriptions: AT_END });
    for (let round = 0; round < 20; round++)
      await Promise.all([
        ...Array.from({ length: 8 }, (_, n) => inRun(project, `race${round}`, n)),
        inRun(project, `race${round}`, 99, "process_run_end"),
      ]);
    await settled(project);
    expect(results("/race").flat()).toHaveLength(20 * 9);
  }, 60_000);

  it("cancels what it holds for an endpoint that is disabled", async () => {
    const project = await makeProject("spektr");
    const { id } = await makeEndpoint(project, { url: engine.receiver.url("/off"), subscriptions: AT_END });
    await inRun(project, "r6", 0);
    await db.endpoint.update({ where: { id }, data: { status: "disabled", version: { increment: 1 } } });
    await inRun(project, "r6", 1, "process_run_end");
    await settled(project);
    expect(
      await db.delivery.count({ where: { projectId: project.projectId, status: "cancelled" } }),
    ).toBeGreaterThan(0);
    expect(engine.receiver.to("/off")).toHaveLength(0);
  });
});
