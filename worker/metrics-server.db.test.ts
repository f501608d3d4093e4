import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, it, test } from "vitest";
import { sweep } from "@/lib/delivery/sweep";
import { closeDb } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { counters } from "@/lib/platform/metrics";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { serveMetrics } from "./metrics-server";

const host = "127.0.0.1";
let server: Awaited<ReturnType<typeof serveMetrics>>;
beforeAll(async () => {
  await prepareQueues();
  server = await serveMetrics({ host, port: 0 });
});
afterAll(async () => {
  await server.stop();
  await closeQueues();
  await closeDb();
});

const right = `Bearer ${env.METRICS_TOKEN}`;
async function ask(authorization: string | undefined, path = "/metrics", method = "GET") {
  const headers = authorization ? { authorization } : undefined;
  const response = await fetch(`http://${host}:${server.port}${path}`, {
    method,
    ...(headers && { headers }),
  });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

it("answers what a worker counts, and nothing that only web does", async () => {
  counters.attempts.inc({ result: "succeeded" });
  const { status, type, text } = await ask(right);
  expect(status).toBe(200);
  expect(type).toContain("text/plain; version=0.0.4");
  expect(text).toMatch(/^posthorn_attempts_total\{result="succeeded"\} 1$/m);
  expect(text).toMatch(/^posthorn_own_network_away 0$/m);
  expect(text).toMatch(/^posthorn_process_resident_memory_bytes \d+$/m);
  expect(text).not.toContain("posthorn_api_requests_total");
});

it("says how long the oldest due delivery waits once it has swept, and not before", async () => {
  const oldest = /^posthorn_oldest_due_delivery_seconds (\S+)$/m;
  expect((await ask(right)).text).not.toMatch(oldest);
  await sweep();
  expect(oldest.exec((await ask(right)).text)?.[1]).toBe("0");
});

test.each([
  ["without a token", undefined, "/metrics", "GET"],
  ["with another token", `${right}x`, "/metrics", "GET"],
  ["with the token alone", env.METRICS_TOKEN, "/metrics", "GET"],
  ["for another path", right, "/", "GET"],
  ["for another method", right, "/metrics", "POST"],
])("is not there %s", async (_, authorization, path, method) => {
  expect(await ask(authorization, path, method)).toMatchObject({ status: 404, text: "Not found\n" });
});

it("says in a sentence which variable names a port that is taken", async () => {
  const other = createServer().listen(0, host);
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  await expect(serveMetrics({ host, port })).rejects.toThrow(`METRICS_PORT ${port} on ${host} is taken.`);
  other.close();
});

it("says why else it cannot listen", async () => {
  // An address of nobody's (RFC 5737), and so not of this machine.
  const refused = serveMetrics({ host: "192.0.2.1", port: 9464 });
  await expect(refused).rejects.toThrow(/^METRICS_PORT 9464 on 192\.0\.2\.1 cannot be had: /);
});

it("stops although somebody is in the middle of asking", async () => {
  const { port, stop } = await serveMetrics({ host, port: 0 });
  const asking = connect(port, host).on("error", () => undefined);
  asking.write("GET /metrics HTTP/1.1\r\n");
  await once(asking, "connect");
  // Answered after it, so that the server has taken both.
  await (await fetch(`http://${host}:${port}/`)).text();
  await stop();
  asking.destroy();
});
