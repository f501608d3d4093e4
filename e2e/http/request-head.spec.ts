/** What a request's head may not do, whatever the route: be two people, name another host, go around the gate, leave. */
import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { rawHttp } from "@/e2e/raw-http";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";
import { problem } from "@/lib/contract/problem";

/** What nobody sees who may not. */
const NAME = "Nobody else's project";
let receiver: Receiver;
let ledger: Ledger;
let base: string;
let api: Client;
let project: string;
beforeAll(async () => {
  receiver = await startReceiver();
  ledger = openLedger(running());
  base = running().urls[0] as string;
  ({ api, project } = await newProject(running()));
  await api.call("updateProject", { project }, { body: { name: NAME } });
  await newEndpoint(api, project, { url: receiver.url("/never") });
});
afterAll(() => Promise.all([receiver.close(), ledger.close()]));

type Methods = Record<string, unknown>;
const described = JSON.parse(fs.readFileSync("docs/openapi.json", "utf8")) as {
  paths: Record<string, Methods>;
};
const filled = (path: string) => path.replace("{project}", project).replaceAll(/\{\w+\}/g, "x");
const paths = Object.entries(described.paths);

/** An answer as it came: its status, its head and its body. */
function read(text: string): { status: number; headers: Headers; body: string } {
  const [top = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = top.split("\r\n");
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { status: Number(first.split(" ")[1]), headers, body: rest.join("\r\n\r\n") };
}

async function raw(method: string, target: string, lines: [string, string][], body = "") {
  const length: [string, string][] = body ? [["Content-Length", String(Buffer.byteLength(body))]] : [];
  const all = [...lines, ...length, ["Connection", "close"]];
  const text = all.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const answer = await rawHttp(
    base,
    (socket) => void socket.write(`${method} ${target} HTTP/1.1\r\n${text}\r\n${body}`),
  );
  return read(answer.text);
}

const host = (): [string, string] => ["Host", new URL(base).host];
const key = (value = api.key): [string, string] => ["Authorization", `Bearer ${value}`];
const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];

describe("two Authorization headers are 401", () => {
  const pairs: [string, () => [string, string][]][] = [
    ["a wrong one and a right one", () => [["Authorization", "Bearer nobody"], key()]],
    ["a right one and a wrong one", () => [key(), ["authorization", "Bearer nobody"]]],
    ["the same twice", () => [key(), key()]],
  ];
  test.each(pairs)("%s", async (_, both) => {
    for (const [method, target, body] of [
      ["POST", `/api/v1/projects/${project}/events/order.created`, "{}"],
      ["GET", "/api/v1/projects", ""],
      ["GET", "/api/compat/svix/api/v1/app/x/endpoint", ""],
    ] as const) {
      const answer = await raw(method, target, [host(), JSON_TYPE, ...both()], body);
      expect(answer.status, target).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
    expect(await ledger.traces(project)).toMatchObject({ events: 0 });
  });
});

describe("a target that names a host is its path", () => {
  test.each(["http://evil.example", "https://EVIL.example:8443", "http://user:pass@127.0.0.1:1"])(
    "%s",
    async (origin) => {
      const read = await raw("GET", `${origin}/api/v1/projects/${project}`, [
        ["Host", "evil.example"],
        key(),
      ]);
      expect(read.status).toBe(200);
      const page = await raw("GET", `${origin}/sign-in`, [["Host", "evil.example"]]);
      expect(page.status).toBe(200);
      expect(page.body).not.toContain("evil.example");
      expect(page.headers.get("location")).toBeNull();
    },
  );

  test("also where a WebSocket is asked for: nobody is connected to", async () => {
    const upgrade: [string, string][] = [
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Version", "13"],
      ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ];
    for (const path of ["/", "/api/v1/projects", "/_next/webpack-hmr", "/metrics"]) {
      const target = receiver.url(path);
      const text = [["Host", new URL(target).host], ...upgrade]
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("");
      const answer = await rawHttp(
        base,
        (socket) => void socket.write(`GET ${target} HTTP/1.1\r\n${text}\r\n`),
        {
          timeoutMs: 1_500,
          answers: 1,
        },
      );
      expect(answer.statuses.filter((status) => status === 101)).toEqual([]);
    }
    expect(receiver.to("/")).toEqual([]);
    expect(receiver.to("/metrics")).toEqual([]);
  });
});

describe("a method that a path does not have", () => {
  test.each(paths)("%s", async (path, methods) => {
    const [wrong = ""] = ["PUT", "PATCH", "DELETE", "POST"].filter(
      (method) => !(method.toLowerCase() in methods),
    );
    for (const method of [wrong, "PROPFIND"]) {
      const answer = await raw(method, filled(path), [host(), key(), JSON_TYPE], "{}");
      expect(answer.status, method).toBe(405);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      const allowed = answer.headers.get("allow")?.split(", ") ?? [];
      expect(allowed.filter((each) => !["HEAD", "OPTIONS"].includes(each)).sort()).toEqual(
        Object.keys(methods)
          .map((each) => each.toUpperCase())
          .sort(),
      );
      expect(problem.parse(JSON.parse(answer.body)).code).toBe("method_not_allowed");
    }
  });
});

describe("nothing goes around the gate", () => {
  const REFUSED = [308, 400, 401, 404, 405, 422];
  const gets = paths
    .filter(([path, methods]) => "get" in methods && path !== "/api/health")
    .map(([path]) => path);
  const ways: [string, (path: string) => string, [string, string][]][] = [
    ["a slash at the end", (path) => `${path}/`, []],
    ["two slashes", (path) => path.replace("/v1/", "//v1/"), []],
    ["a dot segment", (path) => path.replace("/v1/", "/v1/%2e/"), []],
    ["an encoded letter", (path) => path.replace("/v1/", "/%76%31/"), []],
    ["upper case", (path) => path.replace("/api/v1/", "/API/V1/"), []],
    ["an extension", (path) => `${path}.json`, []],
    ["Next's data", (path) => `/_next/data/x${path}.json`, []],
    [
      "a prefetch",
      (path) => `${path}?_rsc=x`,
      [
        ["RSC", "1"],
        ["Next-Router-Prefetch", "1"],
      ],
    ],
    ["a sub-request", (path) => path, [["x-middleware-subrequest", "proxy:proxy:proxy:proxy:proxy"]]],
    ["another method", (path) => path, [["X-HTTP-Method-Override", "GET"]]],
    ["HEAD", (path) => path, []],
  ];
  test.each(ways)("%s", async (way, target, lines) => {
    const method = way === "HEAD" ? "HEAD" : way === "another method" ? "POST" : "GET";
    for (const path of gets) {
      const asked = (at: string) => raw(method, at, [host(), JSON_TYPE, ...lines]);
      const first = await asked(target(filled(path)));
      const next = first.status === 307 ? new URL(first.headers.get("location") ?? "", base) : null;
      expect(next?.origin ?? base).toBe(base);
      const answer = next ? await asked(next.pathname + next.search) : first;
      expect(REFUSED, `${target(path)}: ${answer.body.slice(0, 200)}`).toContain(answer.status);
      expect(answer.body).not.toContain(NAME);
    }
  });
});

describe("what a Host header or a path says is never where an answer leads", () => {
  const spoofs: [string, string][] = [
    ["X-Forwarded-Host", "evil.example"],
    ["X-Forwarded-Proto", "https"],
    ["X-Forwarded-Server", "evil.example"],
    ["Forwarded", "host=evil.example;proto=https"],
    ["X-Host", "evil.example"],
    ["X-Original-Host", "evil.example"],
  ];
  test.each([
    "/",
    "/sign-in",
    "/projects",
    "/setup",
    "/docs/api",
    "/api/docs",
    "/api/auth/csrf",
    "/api/auth/signin",
    "/api/nothing",
    "/nothing",
  ])("%s", async (path) => {
    const answer = await raw("GET", path, [["Host", "evil.example"], ...spoofs]);
    expect(answer.status).toBeLessThan(500);
    expect(`${JSON.stringify([...answer.headers])} ${answer.body}`).not.toContain("evil.example");
  });

  test.each([
    "//evil.example",
    "//evil.example/%2e%2e",
    "///evil.example",
    "/\\evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/projects//evil.example",
    "/sign-in?callbackUrl=https://evil.example",
    "/sign-in?callbackUrl=//evil.example",
    "/sign-in?callbackUrl=/%5Cevil.example",
    "/open-workspace?id=x&project=//evil.example",
    "/open-workspace?id=%0d%0aSet-Cookie:x=y&project=%2f%2fevil.example",
    "/api/auth/signin?callbackUrl=https://evil.example",
    "/api/auth/signout?callbackUrl=https://evil.example",
    "/api/auth/callback/credentials?callbackUrl=https://evil.example",
  ])("%s leads nowhere else", async (target) => {
    const { status, headers } = await raw("GET", target, [host()]);
    expect(status).toBeLessThan(500);
    const location = headers.get("location");
    if (location !== null) expect(new URL(location, base).origin).toBe(new URL(base).origin);
    expect([...headers].filter(([name, value]) => name === "set-cookie" && /evil|x=y/.test(value))).toEqual(
      [],
    );
  });
});

describe("every answer", () => {
  test.each(["/sign-in", "/setup", "/nothing", "/docs/api"])(
    "%s runs only scripts with its nonce, another every time",
    async (path) => {
      const nonces = new Set<string>();
      for (let n = 0; n < 2; n++) {
        const response = await fetch(`${base}${path}`);
        const policy = response.headers.get("content-security-policy") ?? "";
        const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? "";
        expect(scripts).not.toMatch(/unsafe|\*|https?:|data:/);
        expect(policy).toContain("frame-ancestors 'none'");
        const nonce = /'nonce-([^']+)'/.exec(scripts)?.[1];
        if (nonce) {
          nonces.add(nonce);
          const inline = [...(await response.text()).matchAll(/<script(?![^>]*\bsrc=)([^>]*)>/g)];
          for (const [, attributes = ""] of inline)
            expect(attributes).toMatch(/nonce="|type="application\/json"/);
        } else expect(scripts.trim()).toBe("'self'");
      }
      expect([0, 2]).toContain(nonces.size);
    },
  );

  test("tells browsers what to refuse, says nothing of what made it, and is kept by nobody", async () => {
    for (const path of ["/api/v1/projects", "/api/health", "/api/nothing", "/sign-in"]) {
      const { headers } = await fetch(`${base}${path}`);
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("x-powered-by"), path).toBeNull();
      expect(headers.get("server"), path).toBeNull();
      expect(headers.get("permissions-policy"), path).toContain("camera=()");
      expect(headers.get("x-frame-options"), path).toBe("DENY");
      expect(headers.get("cache-control"), path).toMatch(/no-store/);
    }
  });
});
