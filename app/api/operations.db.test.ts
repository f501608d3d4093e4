import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as metrics } from "@/app/metrics/route";
import { noteChange } from "@/lib/delivery/live";
import { closeDb, db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid, publicId, uuidOf } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { ask, makeMember, makeTenant, respond, type Tenant } from "./api-fixture";
import { GET as health } from "./health/route";
import { GET as openapi } from "./openapi.json/route";

let acme: Tenant;
beforeAll(async () => {
  await prepareQueues();
  acme = await makeTenant();
});
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

describe("health", () => {
  const read = async () => (await health(new Request("http://localhost/api/health"))).json();

  it("is degraded without a worker and says how long what is due has waited", async () => {
    expect(await read()).toMatchObject({
      status: "degraded",
      database: true,
      worker: { alive: false },
      oldestDueMs: null,
    });
    await db.worker.create({ data: { id: newUuid() } });
    const row = {
      projectId: newUuid(),
      eventId: newUuid(),
      endpointId: newUuid(),
      bodyId: newUuid(),
      type: "a",
    };
    await db.delivery.createMany({
      data: [
        { ...row, id: newUuid(), nextAttemptAt: new Date(Date.now() - 5_000) },
        { ...row, id: newUuid(), endpointId: newUuid(), nextAttemptAt: new Date(Date.now() + 60_000) },
      ],
    });
    const now = await read();
    expect(now).toMatchObject({ status: "ok", worker: { alive: true } });
    expect(now.oldestDueMs).toBeGreaterThan(4_000);
    expect(now.oldestDueMs).toBeLessThan(60_000);
  });
});

describe("metrics", () => {
  const read = (authorization?: string) =>
    metrics(new Request("http://localhost/metrics", { headers: authorization ? { authorization } : {} }));

  it("are there for the token and for nobody else", async () => {
    const right = await read(`Bearer ${env.METRICS_TOKEN}`);
    expect(right.status).toBe(200);
    expect(await right.text()).toContain("posthorn_api_requests_total");
    for (const wrong of [undefined, "Bearer ", `Bearer ${env.METRICS_TOKEN}x`, env.METRICS_TOKEN])
      expect((await read(wrong)).status).toBe(404);
  });
});

describe("the live stream", () => {
  it("tells what changed in its project, and ends when the key is revoked", async () => {
    const owner = await makeMember(acme.workspaceId, "owner");
    const params = { project: acme.project };
    const key = await ask("createProjectApiKey", owner, { params, body: { name: "k", scopes: ["read"] } });
    const stream = await respond("watchProject", key.body, { params });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.headers.get("x-request-id")).not.toBeNull();
    const reader = stream.body?.getReader();
    let heard = "";
    const listen = async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        heard += Buffer.from(part.value).toString();
      heard += "END";
    };
    const listening = listen();
    const delivery = newUuid();
    const told = setInterval(() => {
      noteChange(uuidOf("project", acme.project) ?? "", { delivery });
      noteChange(newUuid(), { delivery: newUuid() });
    }, 100);
    await expect.poll(() => heard, { timeout: 10_000 }).toContain("event: change");
    clearInterval(told);
    expect(heard).toContain(publicId("delivery", delivery));
    expect(new Set(heard.match(/dlv_\w+/g))).toEqual(new Set([publicId("delivery", delivery)]));
    await ask("revokeProjectApiKey", owner, { params: { ...params, key: key.body.id } });
    await expect.poll(() => heard, { timeout: 8_000 }).toContain("END");
    await listening;
  });
});

describe("the description", () => {
  it("has every route with its answer, and no path twice", async () => {
    const document = await openapi().json();
    expect(document.openapi).toBe("3.1.0");
    const paths = Object.keys(document.paths);
    expect(paths).toContain("/api/v1/projects/{project}/endpoints/{endpoint}/rotate-secret");
    expect(new Set(paths.map((path) => path.replaceAll(/\{\w+\}/g, "{}"))).size).toBe(paths.length);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId, responses } of operations)
      expect(
        Object.keys(responses).some((status) => status.startsWith("2")),
        operationId,
      ).toBe(true);
    expect(document.components.schemas.Endpoint.properties).not.toHaveProperty("secret");
    expect(document.components.schemas.EndpointWithSecret.properties).toHaveProperty("secret");
  });
});
