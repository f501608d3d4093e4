/** The bad requests of security.md below HTTP libraries, by their numbers: bytes on sockets, and no trace of them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newEndpoint, newProject } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { logsOf } from "@/e2e/product";
import { head, rawHttp } from "@/e2e/raw-http";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";

let receiver: Receiver;
let ledger: Ledger;
let base: string;
beforeAll(async () => {
  receiver = await startReceiver();
  ledger = openLedger(running());
  base = running().urls[0] as string;
});
afterAll(() => Promise.all([receiver.close(), ledger.close()]));

type Place = { project: string; target: string; headers: Record<string, string> };
/** A project of the test's own: what is in it was left by this test. */
async function place(): Promise<Place> {
  const { api, project } = await newProject(running());
  await newEndpoint(api, project, { url: receiver.url(`/${project}`) });
  const headers = {
    Host: new URL(base).host,
    Authorization: `Bearer ${api.key}`,
    "Content-Type": "application/json",
  };
  return { project, target: `/api/v1/projects/${project}/events/order.created`, headers };
}
const untouched = async (project: string) =>
  expect(await ledger.traces(project)).toEqual({ events: 0, deliveries: 0, types: 0 });

describe.concurrent("what never ends", () => {
  /** What the server grants a request, and how often it looks at the clock. */
  const GRANTED_MS = 30_000;
  const CLOSED_BY_MS = GRANTED_MS + 6_000;
  const slow: [what: string, headers: Record<string, string>, write: string, everyMs: number][] = [
    ["32 chunks that never end", { "Transfer-Encoding": "chunked" }, "1\r\n[\r\n", 1_000],
    ["33 a length that is never reached, dripping", { "Content-Length": "1000" }, "[", 1_000],
    ["33 a length that is never reached, in silence", { "Content-Length": "1000" }, "", 1_000],
  ];
  test.for(slow)("%s: closed after 30 s", async ([, extra, write, everyMs]) => {
    const { project, target, headers } = await place();
    let timer: ReturnType<typeof setInterval> | undefined;
    const answer = await rawHttp(
      base,
      (socket) => {
        socket.write(`${head({ target, headers: { ...headers, ...extra } })}${write}`);
        timer = setInterval(() => write && socket.write(write), everyMs);
      },
      { timeoutMs: CLOSED_BY_MS + 2_000 },
    );
    clearInterval(timer);
    expect(answer.statuses.every((code) => code === 408 || code === 400)).toBe(true);
    expect(answer.closedAfterMs).toBeGreaterThan(5_000);
    expect(answer.closedAfterMs).toBeLessThan(CLOSED_BY_MS);
    await untouched(project);
  });

  test("32 a head that never ends: closed", async () => {
    const { project, target } = await place();
    let timer: ReturnType<typeof setInterval> | undefined;
    const answer = await rawHttp(
      base,
      (socket) => {
        socket.write(`POST ${target} HTTP/1.1\r\n`);
        timer = setInterval(() => socket.write("X-More: 1\r\n"), 500);
      },
      { timeoutMs: CLOSED_BY_MS },
    );
    clearInterval(timer);
    expect(answer.closedAfterMs).toBeLessThan(CLOSED_BY_MS);
    expect(answer.statuses.every((code) => code === 408)).toBe(true);
    await untouched(project);
  });
});

describe("what lies about its length", () => {
  test.each(["10485760", "1073741824", "99999999999999999999"])(
    "30 Content-Length %s is refused before a byte of it is read",
    async (length) => {
      const { project, target, headers } = await place();
      const answer = await rawHttp(base, (socket) => {
        socket.write(head({ target, headers: { ...headers, "Content-Length": length } }));
      });
      expect([413, 400]).toContain(answer.statuses[0]);
      expect(answer.closedAfterMs).toBeLessThan(5_000);
      await untouched(project);
    },
  );

  test("29 chunks beyond the limit are refused when they pass it, not when they end", async () => {
    const { project, target, headers } = await place();
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const answer = await rawHttp(base, async (socket) => {
      socket.write(head({ target, headers: { ...headers, "Transfer-Encoding": "chunked" } }));
      for (let sent = 0; sent < 40 && !socket.destroyed; sent++)
        await new Promise((resolve) => socket.write(chunk, resolve));
    });
    expect(answer.statuses.filter((code) => code !== 413)).toEqual([]);
    expect(answer.closedAfterMs).toBeLessThan(10_000);
    await untouched(project);
  });

  test("34 what follows the announced length is a request of its own, and a bad one", async () => {
    const { project, target, headers } = await place();
    const answer = await rawHttp(base, (socket) => {
      socket.write(`${head({ target, headers: { ...headers, "Content-Length": "2" } })}{}garbage\r\n\r\n`);
    });
    // The garbage ends the connection, with luck before the first request was answered: never is it part of that.
    expect(answer.statuses.at(-1)).toBe(400);
    const { events } = await ledger.traces(project);
    expect(events).toBeLessThanOrEqual(1);
    for (const request of await receiver.waitFor(events, { path: `/${project}` }))
      expect(request.body.toString()).toMatch(/"data":\{\}\}$/);
  });

  test("34 both a length and chunks, which is how requests are smuggled", async () => {
    const { project, target, headers } = await place();
    const answer = await rawHttp(base, (socket) => {
      socket.write(
        `${head({ target, headers: { ...headers, "Content-Length": "4", "Transfer-Encoding": "chunked" } })}0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
      );
    });
    expect(answer.statuses).toEqual([400]);
    await untouched(project);
  });
});

describe("36 what is too much", () => {
  const tooMuch: [what: string, headers: Record<string, string>, body: string][] = [
    [
      "a chunk extension of 20 KB",
      { "Transfer-Encoding": "chunked" },
      `2;x=${"y".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    ],
    ["a header of 20 KB", { "Content-Length": "2", "X-Long": "y".repeat(20_000) }, "{}"],
    [
      "200 headers of 100 bytes",
      {
        "Content-Length": "2",
        ...Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`X-${n}`, "y".repeat(100)])),
      },
      "{}",
    ],
    ["a key of 100 KB", { "Content-Length": "2", Authorization: `Bearer ${"k".repeat(100_000)}` }, "{}"],
  ];
  test.each(tooMuch)("%s", async (_, extra, body) => {
    const { project, target, headers } = await place();
    const answer = await rawHttp(base, (socket) => {
      socket.write(`${head({ target, headers: { ...headers, ...extra } })}${body}`);
    });
    expect([413, 431]).toContain(answer.statuses[0]);
    expect(answer.closedAfterMs).toBeLessThan(5_000);
    await untouched(project);
  });
});

describe("what is unusual and right", () => {
  test("37 Expect: 100-continue", async () => {
    const { project, target, headers } = await place();
    const answer = await rawHttp(
      base,
      async (socket) => {
        const told = new Promise((resolve) => socket.once("data", resolve));
        socket.write(
          head({ target, headers: { ...headers, "Content-Length": "2", Expect: "100-continue" } }),
        );
        await told;
        socket.write("{}");
      },
      { answers: 2 },
    );
    expect(answer.statuses).toEqual([100, 202]);
    expect(await ledger.traces(project)).toMatchObject({ events: 1 });
  });

  test("41 HTTP/1.0", async () => {
    const { project, target, headers } = await place();
    const answer = await rawHttp(base, (socket) => {
      socket.write(`${head({ target, version: "1.0", headers: { ...headers, "Content-Length": "2" } })}{}`);
    });
    expect(answer.statuses).toEqual([202]);
    expect(answer.closedAfterMs).not.toBeNull();
    expect(await ledger.traces(project)).toMatchObject({ events: 1 });
  });

  test("41 an absolute target", async () => {
    const { project, target, headers } = await place();
    const answer = await rawHttp(
      base,
      (socket) => {
        const request = { target: `${base}${target}`, headers: { ...headers, "Content-Length": "2" } };
        socket.write(`${head(request)}{}`);
      },
      { answers: 1 },
    );
    expect(answer.statuses[0]).toBeLessThan(500);
    const { events } = await ledger.traces(project);
    expect(events).toBe(answer.statuses[0] === 202 ? 1 : 0);
  });

  test("41 no Host", async () => {
    const { project, target, headers } = await place();
    const { Host: _, ...others } = headers;
    const answer = await rawHttp(base, (socket) => {
      socket.write(`${head({ target, headers: { ...others, "Content-Length": "2" } })}{}`);
    });
    expect(answer.statuses).toEqual([400]);
    await untouched(project);
  });
});

test("42 clients that go away in the middle leave nothing, not even noise", async () => {
  const { project, target, headers } = await place();
  const before = errorsIn(logsOf(running()));
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      rawHttp(
        base,
        (socket) => {
          socket.write(`${head({ target, headers: { ...headers, "Content-Length": "1000" } })}{"a":`);
          setTimeout(() => (index % 2 ? socket.resetAndDestroy() : socket.end()), 50);
        },
        { timeoutMs: 2_000 },
      ),
    ),
  );
  await untouched(project);
  expect(errorsIn(logsOf(running())).slice(before.length)).toEqual([]);
});
const errorsIn = (logs: string) => logs.split("\n").filter((line) => /"level":[456]0/.test(line));

describe("58 credentials that are none", () => {
  const wrong: [what: string, value: string | string[] | null][] = [
    ["none", null],
    ["Bearer alone", "Bearer"],
    ["Bearer and a space", "Bearer "],
    ["a percent sign", "Bearer %"],
    ["another scheme", "Basic dXNlcjpwYXNz"],
    ["an unknown key", `Bearer phk_live_${"a".repeat(49)}`],
    ["10 KB", `Bearer ${"k".repeat(10_000)}`],
    ["not ASCII", "Bearer clé"],
    ["two keys", "Bearer a, Bearer b"],
  ];
  const targets = ["events", "events/order.created", "endpoints"];
  test.each(wrong)("%s", async (_, value) => {
    const { project, headers } = await place();
    const { Authorization: __, ...others } = headers;
    for (const target of targets) {
      const sent = {
        ...others,
        "Content-Length": "2",
        ...(value === null ? {} : { Authorization: String(value) }),
      };
      const answer = await rawHttp(
        base,
        (socket) => {
          const request = { target: `/api/v1/projects/${project}/${target}`, headers: sent };
          socket.write(`${head(request)}{}`, "latin1");
        },
        { answers: 1 },
      );
      expect(answer.statuses[0], target).toBe(401);
    }
    await untouched(project);
  });

  test("the header twice, the second one good", async () => {
    const { project, target, headers } = await place();
    const answer = await rawHttp(
      base,
      (socket) => {
        const request = head({ target, headers: { Authorization: "Bearer nobody", "Content-Length": "2" } });
        const rest = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.write(`${request.slice(0, -2)}${rest.join("")}\r\n{}`);
      },
      { answers: 1 },
    );
    expect([400, 401]).toContain(answer.statuses[0]);
    await untouched(project);
  });

  test("a key in the query", async () => {
    const { project, target, headers } = await place();
    const { Authorization = "", ...others } = headers;
    const key = Authorization.slice("Bearer ".length);
    const answer = await rawHttp(
      base,
      (socket) => {
        const request = { target: `${target}?key=${key}`, headers: { ...others, "Content-Length": "2" } };
        socket.write(`${head(request)}{}`);
      },
      { answers: 1 },
    );
    expect(answer.statuses[0]).toBe(401);
    await untouched(project);
  });
});
