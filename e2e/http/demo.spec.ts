/** The demo fills an installation with life by itself, finds its own again, and goes when it is told to. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Client, client, rootClient } from "@/e2e/api";
import { running } from "@/e2e/running";

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

/** Forks the built demo as the supervisor does, until it says it is ready. */
async function startDemo(): Promise<ChildProcess> {
  const { urls, rootKey } = running();
  const child = fork(path.resolve("dist/demo.mjs"), [], {
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH ?? "",
      APP_URL: urls[0] ?? "",
      ROOT_API_KEY: rootKey,
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  started.push(child);
  const [message] = await once(child, "message", { signal: AbortSignal.timeout(30_000) });
  expect(message).toEqual({ ready: true });
  return child;
}

const DEMOS = ["Spectra demo", "Spectrum demo", "Spectora demo", "spektr demo", "SPLEXA demo"];

async function demoWorkspaces() {
  const { data } = await rootClient(running()).call("listWorkspaces", {}, { query: { limit: "100" } });
  return data.filter(({ name }) => name.endsWith(" demo"));
}

/** Reads with a key of the test's own. */
async function readerOf(workspace: string): Promise<Client> {
  const made = await rootClient(running()).call(
    "createApiKey",
    {},
    { headers: { "X-Workspace": workspace }, body: { name: "Test", scopes: ["read"] } },
  );
  return client(running(), made.key);
}

async function contents(workspace: string) {
  const api = await readerOf(workspace);
  const { data: projects } = await api.call("listProjects");
  const endpoints = [];
  for (const { id } of projects) endpoints.push(...(await api.call("listEndpoints", { project: id })).data);
  const types = (await api.call("listEventTypes", {}, { query: { limit: "100" } })).data;
  return { api, projects, endpoints, types };
}

async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  for (const until = performance.now() + 40_000; !(await check()); ) {
    if (performance.now() > until) throw new Error(`${what} did not happen in time`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test("five companies with their dialects and catalogues, customers and deliveries; a second start adds none", async () => {
  const first = await startDemo();
  const workspaces = await demoWorkspaces();
  expect(workspaces.map(({ name }) => name).sort()).toEqual(DEMOS.toSorted());
  expect(workspaces.find(({ name }) => name === "Spectra demo")?.apiKeyPrefix).toBe("spk_live");

  const counts = new Map<string, number>();
  for (const { id, name, dialect } of workspaces) {
    const { api, projects, endpoints, types } = await contents(id);
    expect(`${dialect} demo`).toBe(name.toLowerCase());
    expect(types.every((type) => type.registered && type.description !== "")).toBe(true);
    expect(endpoints.length).toBeGreaterThanOrEqual(3);
    counts.set(name, endpoints.length);
    const inboxOf = async () =>
      (await api.call("listPlayInboxes")).data.find(({ requestCount }) => requestCount > 0);
    await eventually(`${name}: something in Play`, async () => (await inboxOf()) !== undefined);
    expect(endpoints.map(({ url }) => url)).toContain((await inboxOf())?.url);
    const project = projects[0]?.id ?? "";
    // What Spectora's customers fail to take is tried for days.
    for (const status of ["succeeded", dialect === "spectora" ? "pending" : "failed"])
      await eventually(`${name}: a delivery ${status}`, async () => {
        const query = { status, limit: "1" };
        return (await api.call("listDeliveries", { project }, { query })).data.length > 0;
      });
  }

  first.kill("SIGTERM");
  expect(await once(first, "exit")).toEqual([0, null]);

  const second = await startDemo();
  expect(await demoWorkspaces()).toHaveLength(5);
  for (const { id, name } of await demoWorkspaces())
    expect((await contents(id)).endpoints, name).toHaveLength(counts.get(name) ?? 0);
  second.disconnect();
  await once(second, "exit");
}, 150_000);
