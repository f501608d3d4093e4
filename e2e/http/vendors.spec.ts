/** The documented events of five products go in through the API; their own verifiers accept what comes out. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { verifySpectrumSignature } from "@spectrum-ts/core/webhook";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newEndpoint, newProject, publish } from "@/e2e/api";
import { type Received, type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";
import packageJson from "@/package.json" with { type: "json" };

type Verifier = (request: Received, secret: string) => boolean | Promise<boolean>;

const library =
  (verify: (request: Received, secret: string) => unknown): Verifier =>
  (request, secret) => {
    try {
      verify(request, secret);
      return true;
    } catch (error) {
      if ((error as Error).name !== "WebhookVerificationError") throw error;
      return false;
    }
  };
const svix = library(({ body, headers }, secret) => new SvixWebhook(secret).verify(body, headers));
const standard = library(({ body, headers }, secret) => new StandardWebhook(secret).verify(body, headers));
const photon: Verifier = async ({ body, headers }, secret) =>
  (await verifySpectrumSignature({ headers, rawBody: body, secret })).ok;

const program =
  (command: string, script: string, header: string): Verifier =>
  ({ body, headers }, secret) => {
    const line = JSON.stringify({ body: body.toString("base64"), header: headers[header] ?? "", secret });
    const file = path.resolve("lib/dialects/oracles", script);
    const { stdout, stderr, status } = spawnSync(command, [file], { input: `${line}\n`, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim() === "true";
  };

type Vendor = {
  dialect: string;
  /** As published; `data` is JSON text. */
  event: { type: string; data: string; [name: string]: string };
  /** The documented body, `$id` standing for the event's id. */
  body: string;
  /** Names and values in their order on the wire; a pattern where the value is new each time. */
  headers: [name: string, value: string | RegExp][];
  verifiers: Record<string, Verifier>;
  category?: string;
};

const NOW = /^1[789]\d{8}$/;
const AGENT = `Posthorn/${packageJson.version}`;
const V1 = /^v1,[A-Za-z0-9+/]{43}=$/;
const standardHeaders: Vendor["headers"] = [
  ["webhook-id", /^evt_[0-9a-z]{26}$/],
  ["webhook-timestamp", NOW],
  ["webhook-signature", V1],
];
const shipped =
  '{"id":1234,"order_number":"ORD-20260515-0042","tracking_number":"1Z999AA10123456789","shipping_carrier":"UPS"}';
const message =
  '"space":{"id":"any;-;+15550100","platform":"iMessage","type":"dm","phone":"+15551234567"},"message":{"id":"spc-msg-00000000-0000-4000-8000-000000000001","platform":"iMessage","direction":"inbound","timestamp":"2026-05-14T19:06:32.000Z","sender":{"id":"+15550100","platform":"iMessage"},"space":{"id":"any;-;+15550100","platform":"iMessage"},"content":{"type":"text","text":"hey, what time is dinner? 🍝"}}';
const degraded =
  '"device":{"id":"ckxyz","name":"edge-router-04","networkId":"ckabc"},"metrics":{"lossPct":6.4,"avgLatencyMs":215,"peakLatencyMs":540}';

const vendors: Vendor[] = [
  {
    dialect: "spectra",
    event: { type: "order.shipped", timestamp: "2026-05-15T14:23:00Z", data: shipped },
    body: `{"event":"order.shipped","timestamp":"2026-05-15T14:23:00+00:00","data":${shipped}}`,
    headers: [
      ["content-type", "application/json"],
      ["user-agent", "Spectra-Webhook/1.0"],
      ["X-Webhook-Event", "order.shipped"],
      ["X-Webhook-Signature", /^sha256=[0-9a-f]{64}$/],
    ],
    verifiers: {
      "its page's Node.js code": program(process.execPath, "spectra-verify.cjs", "x-webhook-signature"),
      "its page's Python code": program("python3", "spectra-verify.py", "x-webhook-signature"),
      "its page's PHP code": program("php", "spectra-verify.php", "x-webhook-signature"),
    },
  },
  {
    dialect: "spectrum",
    event: { type: "messages", data: `{${message}}` },
    body: `{"event":"messages",${message}}`,
    headers: [
      ["content-type", "application/json"],
      ["user-agent", "spectrum-webhook/0.1.0"],
      ["X-Spectrum-Event", "messages"],
      ["X-Spectrum-Webhook-Id", /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/],
      ["X-Spectrum-Timestamp", NOW],
      ["X-Spectrum-Signature", /^v0=[0-9a-f]{64}$/],
    ],
    verifiers: { "its own package": photon },
  },
  {
    dialect: "spectora",
    event: {
      type: "inspection.confirmed",
      timestamp: "2026-05-15T14:23:00Z",
      data: '{"id":"insp_91f2","address":"12 Elm St","fee":350.00}',
    },
    body: '{"type":"inspection.confirmed","id":"insp_91f2","timestamp":"2026-05-15T14:23:00.000Z"}',
    headers: [
      ["content-type", "application/json"],
      ["user-agent", AGENT],
      ["svix-id", /^evt_[0-9a-z]{26}$/],
      ["webhook-id", /^evt_[0-9a-z]{26}$/],
      ["svix-timestamp", NOW],
      ["webhook-timestamp", NOW],
      ["svix-signature", V1],
      ["webhook-signature", V1],
    ],
    verifiers: { svix, standardwebhooks: standard },
  },
  {
    dialect: "spektr",
    event: {
      type: "process_run_start",
      timestamp: "2026-05-15T14:23:00Z",
      channel: "onboarding",
      run: "ctx-7",
      data: '{"customerId":"c_1"}',
    },
    body: '{"results":[{"id":"$id","type":"process_run_start","createdAt":1778854980000,"data":{"customerId":"c_1"},"processType":"onboarding","contextId":"ctx-7"}]}',
    headers: [["content-type", "application/json"], ["user-agent", AGENT], ...standardHeaders],
    verifiers: { standardwebhooks: standard, svix },
  },
  {
    dialect: "splexa",
    event: { type: "device.degraded", timestamp: "2026-04-29T12:34:56Z", data: `{${degraded}}` },
    category: "network_event",
    body: `{"event":"device.degraded","category":"network_event","timestamp":"2026-04-29T12:34:56.000Z",${degraded}}`,
    headers: [
      ["content-type", "application/json"],
      ["user-agent", "splexa-universe/1.0 (+webhook)"],
      ["x-splexa-signature", /^sha256=[0-9a-f]{64}$/],
    ],
    verifiers: {
      "its page's Node.js code": program(process.execPath, "splexa-verify.mjs", "x-splexa-signature"),
    },
  },
  {
    dialect: "standard",
    event: { type: "order.shipped", timestamp: "2026-05-15T14:23:00.123+02:00", data: shipped },
    body: `{"type":"order.shipped","timestamp":"2026-05-15T12:23:00.123Z","data":${shipped}}`,
    headers: [["content-type", "application/json"], ["user-agent", AGENT], ...standardHeaders],
    verifiers: { standardwebhooks: standard, svix },
  },
];

/** What belongs to the connection, not to the vendor. */
const TRANSPORT = new Set(["host", "connection", "content-length"]);

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

describe.each(vendors)("$dialect", ({ dialect, event, body, headers, verifiers, category }) => {
  let request: Received;
  let secret: string;
  let eventId: string;

  beforeAll(async () => {
    const { api, project } = await newProject(running(), { dialect });
    if (category) await api.call("createEventType", {}, { body: { name: event.type, category } });
    const path = `/${dialect}`;
    ({ secret } = await newEndpoint(api, project, {
      url: receiver.url(path),
      subscriptions: category ? [{ category }] : [event.type],
    }));
    ({ id: eventId } = await publish(api, project, event));
    [request] = (await receiver.waitFor(1, { path })) as [Received];
  });

  test("sends its documented body", () => {
    expect(request.method).toBe("POST");
    expect(request.body.toString()).toBe(body.replace("$id", eventId));
  });

  test("sends exactly its headers, in their letter case and order", () => {
    const sent = request.rawHeaders.filter(([name]) => !TRANSPORT.has(name.toLowerCase()));
    expect(sent.map(([name]) => name)).toEqual(headers.map(([name]) => name));
    for (const [index, [name, value]] of headers.entries())
      expect(sent[index]?.[1], name).toEqual(
        typeof value === "string" ? value : expect.stringMatching(value),
      );
    expect(request.headers["content-length"]).toBe(String(request.body.length));
  });

  test.each(Object.keys(verifiers))("is accepted by %s, and forgeries are not", async (name) => {
    const verify = verifiers[name] as Verifier;
    expect(await verify(request, secret)).toBe(true);
    const altered = Buffer.from(request.body);
    altered[altered.length - 3] = (altered[altered.length - 3] ?? 0) ^ 1;
    expect(await verify({ ...request, body: altered }, secret)).toBe(false);
    const other = `${secret.slice(0, 20)}${secret[20] === "a" ? "b" : "a"}${secret.slice(21)}`;
    expect(await verify(request, other)).toBe(false);
  });
});
