import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { envSchema, parseEnv } from "@/lib/platform/env";

const read = (file: string) => fs.readFileSync(path.join("deploy", file), "utf8");

describe("the image", () => {
  const dockerfile = read("Dockerfile");
  const [, final = ""] = dockerfile.split(/^FROM /m).slice(-2);

  it("runs as nobody in particular, by number, so that Kubernetes can see it", () => {
    expect(/^USER (\S+)$/m.exec(final)?.[1]).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    expect(final.lastIndexOf("\nUSER ")).toBeGreaterThan(final.lastIndexOf("\nRUN "));
  });

  it("installs what the lock file says and runs no package's scripts", () => {
    const installs = [...dockerfile.matchAll(/npm (?:ci|install|i)\b.*$/gm)].map(([line]) => line);
    expect(installs.length).toBeGreaterThan(0);
    for (const line of installs) expect(line).toMatch(/^npm ci .*--ignore-scripts/);
  });

  it("takes no secret and no data folder with it", () => {
    expect(dockerfile).not.toMatch(/^(ARG|ENV) .*(KEY|SECRET|TOKEN|PASSWORD)/m);
    expect(fs.readFileSync(".dockerignore", "utf8").split("\n")).toEqual(
      expect.arrayContaining([".data", ".env", "node_modules", ".git"]),
    );
  });

  it("starts node itself, which hears signals", () => {
    expect(/^CMD (.*)$/m.exec(final)?.[1]).toMatch(/^\["node",/);
  });
});

describe("the compose set", () => {
  const compose = read("compose.yaml");

  it("gives its processes a read-only disk and no privileges", () => {
    expect(compose).toMatch(/read_only: true/);
    expect(compose).toMatch(/cap_drop: \[ALL\]/);
    expect(compose).toMatch(/no-new-privileges:true/);
  });

  it("asks for every secret, and shows Postgres and Redis to nobody outside", () => {
    for (const name of ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "ENCRYPTION_KEYS", "APP_SECRET"])
      expect(compose, name).toContain(`\${${name}:?`);
    expect(compose).toMatch(/inside: \{ internal: true \}/);
    expect([...compose.matchAll(/ports: \[(.*)\]/g)].map(([, ports]) => ports)).toEqual([
      '"127.0.0.1:3400:3400"',
    ]);
    expect(compose).toContain("--maxmemory-policy noeviction");
  });

  it("shows the worker's metrics with web's, on the port where the worker has them", () => {
    const port = /METRICS_PORT: "(\d+)"/.exec(compose)?.[1];
    const named = /WORKER_METRICS: (.*)/.exec(compose)?.[1] ?? "";
    const least = { DATABASE_URL: "postgresql://h/d", ENCRYPTION_KEYS: "k1:x", APP_SECRET: "s".repeat(32) };
    expect(parseEnv({ ...least, WORKER_METRICS: named }).WORKER_METRICS).toEqual([
      { name: "worker", url: `http://worker:${port}/metrics` },
    ]);
  });
});

describe("the chart", () => {
  const templates = fs
    .readdirSync("deploy/helm/posthorn/templates")
    .map((file) => read(`helm/posthorn/templates/${file}`));
  const all = templates.join("\n");

  it.each(["web", "worker"])("runs %s as nobody on a read-only disk, and asks it how it is", (name) => {
    const text = read(`helm/posthorn/templates/${name}.yaml`);
    expect(text + all).toMatch(/runAsNonRoot: true/);
    expect(text + all).toMatch(/readOnlyRootFilesystem: true/);
    expect(text + all).toMatch(/allowPrivilegeEscalation: false/);
    expect(text).toMatch(/terminationGracePeriodSeconds/);
    if (name === "web") expect(text).toMatch(/readinessProbe/);
  });

  it("survives a node that is drained, grows with the backlog, and lets the worker out only", () => {
    for (const kind of ["PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy"])
      expect(all, kind).toContain(`kind: ${kind}`);
  });

  it("lets Prometheus reach web and worker by the ports they name, with the token", () => {
    const monitor = read("helm/posthorn/templates/pod-monitor.yaml");
    const [, list = ""] = /range list (.*) \}\}/.exec(monitor) ?? [];
    const asked = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name);
    const named = [...all.matchAll(/ports: \[\{ name: (\w+), containerPort/g)].map(([, name]) => name);
    expect(asked.sort()).toEqual([...new Set(named)].sort());
    expect(monitor).toContain("key: METRICS_TOKEN");
    expect(read("helm/posthorn/templates/network-policy.yaml")).toContain("ports: [{ port: metrics,");
    const worker = read("helm/posthorn/templates/worker.yaml");
    expect(worker).toContain("ports: [{ name: metrics, containerPort: {{ .Values.metrics.port }} }]");
    expect(all).toContain("name: METRICS_PORT, value: {{ .Values.metrics.port | quote }}");
  });
});

it("everything that is deployed sets only variables that exist", () => {
  const known = new Set([...Object.keys(envSchema.shape), "POSTGRES_PASSWORD", "REDIS_PASSWORD"]);
  const compose = read("compose.yaml");
  const environment = /environment: &environment\n((?: {4}\w+:.*\n)+)/.exec(compose)?.[1] ?? "";
  const names = [...environment.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name ?? "");
  expect(names.length).toBeGreaterThan(4);
  const large = /^env:\n((?: {2}.*\n)+)/m.exec(read("helm/posthorn/values-large.yaml"))?.[1] ?? "";
  const more = [...large.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name ?? "");
  expect(more).toContain("QUEUE_SHARDS");
  expect([...names, ...more].filter((name) => !known.has(name))).toEqual([]);
});
