/** What dialects promise over time, in real time: retries, deadlines, giving up, disabling. All at once, since it is mostly waiting. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import {
  type Answer,
  dripping,
  inTurn,
  type Received,
  type Receiver,
  startReceiver,
  status,
} from "@/e2e/receiver";
import { running } from "@/e2e/running";

let receiver: Receiver;
/** Where redirects point: nobody may ever connect to it. */
let canary: Receiver;
let canaryConnections = 0;
beforeAll(async () => {
  [receiver, canary] = await Promise.all([startReceiver(), startReceiver()]);
  canary.server.on("connection", () => canaryConnections++);
});
afterAll(() => Promise.all([receiver.close(), canary.close()]));

/** How late a retry may come on a machine that does other things too. */
const LATE_MS = 3_000;

type Endpoint = { api: Client; project: string; endpoint: string; path: string };
let made = 0;
async function endpointOf(dialect: string, answer: Answer, settings: object = {}): Promise<Endpoint> {
  const path = `/${dialect}-${made++}`;
  receiver.answerAt(path, answer);
  const { api, project } = await newProject(running(), { dialect });
  const { id } = await newEndpoint(api, project, { url: receiver.url(path), ...settings });
  return { api, project, endpoint: id, path };
}

/** Publishes one event and waits for its end. */
async function outcomeOf({ api, project, path }: Endpoint, timeoutMs = 30_000) {
  const { deliveries } = await publish(api, project);
  await settled(api, project, timeoutMs);
  const delivery = await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" });
  return { delivery, requests: receiver.to(path) };
}

const gaps = (requests: Received[]) =>
  requests.slice(1).map(({ at }, index) => at - (requests[index] as Received).at);
const readEndpoint = ({ api, project, endpoint }: Endpoint) => api.call("getEndpoint", { project, endpoint });
/** Long enough for a retry that must not come. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 3_000));

describe.concurrent("retries", () => {
  const neverRetried: [dialect: string, code: number][] = [
    ["spectra", 500],
    ["spectra", 429],
    ["splexa", 503],
    ["splexa", 302],
  ];
  test.for(neverRetried)("%s does not retry %i", async ([dialect, code]) => {
    const to = await endpointOf(dialect, status(code, { "retry-after": "1" }));
    const { delivery, requests } = await outcomeOf(to);
    expect(delivery).toMatchObject({ status: "failed", attemptCount: 1, lastStatusCode: code });
    await aWhile();
    expect(requests).toHaveLength(1);
    expect(receiver.to(to.path)).toHaveLength(1);
  });

  test("Spectrum waits 200 ms, 1 s, 5 s, 10 s and 10 s, each ±50 %, and then gives up", async () => {
    const waits = [200, 1_000, 5_000, 10_000, 10_000];
    const { delivery, requests } = await outcomeOf(await endpointOf("spectrum", status(500)), 60_000);
    expect(delivery).toMatchObject({ status: "failed", attemptCount: 6, reason: "exhausted" });
    const waited = gaps(requests);
    console.log(`Spectrum's waits: ${waited.map((ms) => `${Math.round(ms)} ms`).join(", ")}`);
    expect(waited).toHaveLength(waits.length);
    for (const [index, wait] of waits.entries()) {
      expect(waited[index]).toBeGreaterThanOrEqual(wait * 0.5 - 5);
      expect(waited[index]).toBeLessThanOrEqual(wait * 1.5 + LATE_MS);
    }
    const stamps = requests.map(({ headers }) => Number(headers["x-spectrum-timestamp"]));
    expect(new Set(requests.map(({ headers }) => headers["x-spectrum-signature"])).size).toBe(
      new Set(stamps).size,
    );
  }, 90_000);

  test.for([404, 400, 410])("Spectrum stops at once on %i", async (code) => {
    const to = await endpointOf("spectrum", status(code));
    const { delivery } = await outcomeOf(to);
    expect(delivery).toMatchObject({ status: "failed", attemptCount: 1, lastStatusCode: code });
    await aWhile();
    expect(receiver.to(to.path)).toHaveLength(1);
    expect(await readEndpoint(to)).toMatchObject({ status: "enabled" });
  });

  test.for([301, 302, 307, 308])("Spectrum stops at once on %i, and nobody follows it", async (code) => {
    const to = await endpointOf("spectrum", status(code, { location: canary.url("/followed") }));
    const { delivery } = await outcomeOf(to);
    expect(delivery).toMatchObject({ status: "failed", attemptCount: 1, lastStatusCode: code });
    await aWhile();
    expect(receiver.to(to.path)).toHaveLength(1);
    expect(canaryConnections).toBe(0);
  });

  test.for([408, 429])("Spectrum retries %i", async (code) => {
    const to = await endpointOf("spectrum", inTurn(status(code, { "retry-after": "3600" }), status(200)));
    const { delivery, requests } = await outcomeOf(to);
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 2 });
    expect(gaps(requests)[0]).toBeLessThanOrEqual(300 + LATE_MS);
  });

  test.for([202, 500])("spektr retries %i three times, one second apart", async (code) => {
    const { delivery, requests } = await outcomeOf(await endpointOf("spektr", status(code)));
    expect(delivery).toMatchObject({ status: "failed", attemptCount: 4, lastStatusCode: code });
    for (const gap of gaps(requests)) {
      expect(gap).toBeGreaterThanOrEqual(995);
      expect(gap).toBeLessThanOrEqual(1_000 + LATE_MS);
    }
    expect(requests).toHaveLength(4);
    // The same event and body each time, under a signature of its own time.
    expect(new Set(requests.map(({ body }) => body.toString())).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers["webhook-timestamp"])).size).toBeGreaterThan(2);
    expect(new Set(requests.map(({ headers }) => headers["webhook-signature"])).size).toBeGreaterThan(2);
  });

  test("spektr is done with a 200", async () => {
    const { delivery } = await outcomeOf(await endpointOf("spektr", inTurn(status(204), status(200))));
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 2 });
  });

  test("a connection refused or reset is retried like a status", async () => {
    const to = await endpointOf(
      "spektr",
      inTurn((_, response) => response.socket?.destroy(), status(200)),
    );
    const { delivery, requests } = await outcomeOf(to);
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 2 });
    expect(delivery.attempts[0]?.error?.code).toBe("reset");
    expect(requests).toHaveLength(2);
  });
});

describe.concurrent("Retry-After", () => {
  const impatient = { retry: { waitsMs: [100, 100], jitter: 0 } };
  test.for([503, 429])("is honoured with %i when it asks for more than the schedule", async (code) => {
    const answer = inTurn(status(code, { "retry-after": "2" }), status(200));
    const { delivery, requests } = await outcomeOf(await endpointOf("standard", answer, impatient));
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 2 });
    expect(gaps(requests)[0]).toBeGreaterThanOrEqual(1_995);
    expect(gaps(requests)[0]).toBeLessThanOrEqual(2_000 + LATE_MS);
  });

  test("as a date is honoured too", async () => {
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_000);
    const answer = inTurn(status(503, { "retry-after": at.toUTCString() }), status(200));
    await outcomeOf(await endpointOf("standard", answer, impatient));
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
  });

  test("does not shorten the schedule", async () => {
    const answer = inTurn(status(503, { "retry-after": "0" }), status(200));
    const settings = { retry: { waitsMs: [1_500], jitter: 0 } };
    const { requests } = await outcomeOf(await endpointOf("standard", answer, settings));
    expect(gaps(requests)[0]).toBeGreaterThanOrEqual(1_495);
  });
});

describe.concurrent("giving an endpoint up", () => {
  test("410 disables the endpoint and cancels what waits", async () => {
    const to = await endpointOf("standard", status(410), { ordering: "fifo", maxInFlight: 1 });
    const { api, project } = to;
    const body = Array.from({ length: 5 }, (_, n) => ({ type: "order.created", data: { n } }));
    await api.send("POST", `/api/v1/projects/${project}/events`, { body });
    await settled(api, project);
    expect(await readEndpoint(to)).toMatchObject({ status: "disabled", disabledReason: "gone" });
    const { data } = await api.call("listDeliveries", { project });
    expect(data.map((each) => each.status).sort()).toEqual([
      "cancelled",
      "cancelled",
      "cancelled",
      "cancelled",
      "failed",
    ]);
    expect(receiver.to(to.path)).toHaveLength(1);
    expect((await publish(api, project)).deliveries).toEqual([]);
    await api.call("enableEndpoint", { project, endpoint: to.endpoint });
    receiver.answerAt(to.path, status(200));
    const { deliveries } = await publish(api, project);
    await settled(api, project);
    expect(await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" })).toMatchObject({
      status: "succeeded",
    });
  });

  test("SPLEXA disables on exactly the tenth failure in a row, and a success in between starts over", async () => {
    let code = 500;
    const to = await endpointOf("splexa", (received, response, index) =>
      status(code)(received, response, index),
    );
    const { api, project } = to;
    const send = async (answer: number) => {
      code = answer;
      await publish(api, project);
      await settled(api, project);
    };
    for (let n = 0; n < 9; n++) await send(500);
    expect(await readEndpoint(to)).toMatchObject({ status: "enabled", consecutiveFailures: 9 });
    await send(204);
    expect(await readEndpoint(to)).toMatchObject({ status: "enabled", consecutiveFailures: 0 });
    for (let n = 0; n < 9; n++) await send(n % 2 ? 404 : 503);
    expect(await readEndpoint(to)).toMatchObject({ status: "enabled", consecutiveFailures: 9 });
    await send(500);
    expect(await readEndpoint(to)).toMatchObject({
      status: "disabled",
      disabledReason: "consecutive-failures",
      consecutiveFailures: 10,
    });
    expect(receiver.to(to.path)).toHaveLength(20);
    expect((await publish(api, project)).deliveries).toEqual([]);
    expect(receiver.to(to.path)).toHaveLength(20);
  });
});

describe.concurrent("the total deadline", () => {
  const deadlines: [dialect: string, timeoutMs: number][] = [
    ["spectra", 5_000],
    ["splexa", 8_000],
    ["spectrum", 30_000],
  ];
  /** Milliseconds from a request's arrival to the moment its connection was given up. */
  function timed(answer: Answer): { answer: Answer; heldMs: () => number } {
    let held = Number.NaN;
    return {
      heldMs: () => held,
      answer: (received, response, index) => {
        response.once("close", () => {
          if (Number.isNaN(held)) held = performance.now() - received.at;
        });
        answer(received, response, index);
      },
    };
  }

  const slow: [what: string, answer: Answer][] = [
    ["a body that drips", dripping(400)],
    ["a head that never ends", (_, response) => drippingHead(response.socket)],
    ["silence", () => undefined],
  ];
  const cases = deadlines.flatMap(([dialect, timeoutMs]) =>
    slow.map(([what, answer]) => ({ dialect, timeoutMs, what, answer })),
  );
  test.for(cases)(
    "of $dialect is $timeoutMs ms, for $what",
    async ({ dialect, timeoutMs, answer }: (typeof cases)[number]) => {
      const watched = timed(answer);
      const { api, project, path } = await endpointOf(dialect, watched.answer, {
        retry: { waitsMs: [], jitter: 0 },
      });
      const { deliveries } = await publish(api, project);
      await settled(api, project, timeoutMs + 10_000);
      const delivery = await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" });
      expect(delivery).toMatchObject({ status: "failed", attemptCount: 1 });
      expect(delivery.attempts[0]?.error?.code).toBe("timeout");
      expect(receiver.to(path)).toHaveLength(1);
      // A busy machine notices an arrival late; the product's own account is exact.
      expect(watched.heldMs()).toBeGreaterThanOrEqual(timeoutMs - 1_000);
      expect(watched.heldMs()).toBeLessThanOrEqual(timeoutMs + 1_000);
      expect(delivery.lastDurationMs).toBeGreaterThanOrEqual(timeoutMs - 5);
      expect(delivery.lastDurationMs).toBeLessThanOrEqual(timeoutMs + 1_000);
    },
  );
});

/** One header after the other, half a second apart, and never an end. */
function drippingHead(socket: import("node:net").Socket | null): void {
  socket?.write("HTTP/1.1 200 OK\r\n");
  const timer = setInterval(() => socket?.write("x-more: .\r\n"), 500);
  socket?.once("close", () => clearInterval(timer));
}
