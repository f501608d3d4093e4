import { spawnSync } from "node:child_process";
import path from "node:path";
import { verifySpectrumSignature } from "@spectrum-ts/core/webhook";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { afterEach, describe, expect, test, vi } from "vitest";
import { buildHeaders } from "@/lib/policy/build-request";
import { renderBody } from "@/lib/policy/render-body";
import { BUILT_IN_DIALECTS, type DialectName } from "./built-in";
import vectors from "./vectors.json";

/** A request as a receiver sees it, header names in lower case. `secret` is the one the receiver was given. */
type Received = { headers: Record<string, string>; body: Buffer; secret: string; atMs: number };
type Vector = (typeof vectors)[number];
/** Answers for many requests at once, because some verifiers are programs. */
type Verifier = (requests: Received[]) => boolean[] | Promise<boolean[]>;

const library =
  (verify: (request: Received) => unknown): Verifier =>
  (requests) =>
    requests.map((request) => {
      vi.useFakeTimers({ now: request.atMs, toFake: ["Date"] });
      try {
        verify(request);
        return true;
      } catch (error) {
        if ((error as Error).name !== "WebhookVerificationError") throw error;
        return false;
      }
    });

const program =
  (command: string, file: string, header: string): Verifier =>
  (requests) => {
    const input = requests.map(({ headers, body, secret }) =>
      JSON.stringify({ body: body.toString("base64"), header: headers[header] ?? "", secret }),
    );
    const script = path.join(import.meta.dirname, "oracles", file);
    const { stdout, stderr, status } = spawnSync(command, [script], {
      input: `${input.join("\n")}\n`,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return stdout
      .trim()
      .split("\n")
      .map((line) => line === "true");
  };

const standardWebhooks = library(({ headers, body, secret }) =>
  new StandardWebhook(secret).verify(body, headers),
);
const svix = library(({ headers, body, secret }) => new SvixWebhook(secret).verify(body, headers));
const photon: Verifier = (requests) =>
  Promise.all(
    requests.map(async ({ headers, body, secret, atMs }) => {
      const result = await verifySpectrumSignature({ headers, rawBody: body, secret, now: atMs });
      return result.ok;
    }),
  );

const present = (command: string) => spawnSync(command, ["--version"]).status === 0;
const spectraHeader = "x-webhook-signature";

const verifiers: [dialect: DialectName, verifier: string, available: boolean, Verifier][] = [
  [
    "spectra",
    "its page's Node.js code",
    true,
    program(process.execPath, "spectra-verify.cjs", spectraHeader),
  ],
  [
    "spectra",
    "its page's Python code",
    present("python3"),
    program("python3", "spectra-verify.py", spectraHeader),
  ],
  ["spectra", "its page's PHP code", present("php"), program("php", "spectra-verify.php", spectraHeader)],
  [
    "splexa",
    "its page's Node.js code",
    true,
    program(process.execPath, "splexa-verify.mjs", "x-splexa-signature"),
  ],
  ["spectrum", "its own package", true, photon],
  ["spectora", "svix", true, svix],
  ["spectora", "standardwebhooks", true, standardWebhooks],
  ["spektr", "standardwebhooks", true, standardWebhooks],
  ["standard", "standardwebhooks", true, standardWebhooks],
  ["standard", "svix", true, svix],
];

const ofDialect = (dialect: string) => vectors.filter((vector) => vector.dialect === dialect);

afterEach(() => {
  vi.useRealTimers();
});

describe.each([...new Set(vectors.map((vector) => vector.dialect))])("%s", (dialect) => {
  const policy = BUILT_IN_DIALECTS[dialect];
  if (!policy) throw new Error(`no dialect ${dialect}`);

  test("has five vectors beside the given one", () => {
    expect(ofDialect(dialect).filter((vector) => vector.complete).length).toBeGreaterThanOrEqual(5);
  });

  test.each(ofDialect(dialect))("body: $title", (vector) => {
    expect(Buffer.from(renderBody(policy, eventOf(vector))).toString()).toBe(vector.body);
  });

  test.each(ofDialect(dialect))("headers: $title", (vector) => {
    const headers = buildHeaders(policy, {
      eventId: vector.id ?? "evt_1",
      eventType: vector.event.type,
      endpointId: vector.endpointId ?? "ep_1",
      attemptTimestamp: vector.timestamp ?? 0,
      body: Buffer.from(vector.body),
      secrets: vector.previousSecret ? [vector.secret, vector.previousSecret] : [vector.secret],
      version: "1.2.3",
    });
    if (vector.complete) expect(headers).toEqual(Object.entries(vector.headers));
    else expect(lowerCased(Object.fromEntries(headers))).toMatchObject(vector.headers);
  });
});

describe.each(verifiers)("%s, verified by %s", (dialect, _verifier, available, verify) => {
  const requests = ofDialect(dialect).map(received);

  test.skipIf(!available)("every vector passes", async () => {
    expect(await verify(requests)).toEqual(requests.map(() => true));
  });

  test.skipIf(!available)("the previous secret passes too while it rotates", async () => {
    const rotating = ofDialect(dialect).filter((vector) => vector.previousSecret);
    const old = rotating.map((vector) => ({ ...received(vector), secret: vector.previousSecret ?? "" }));
    if (old.length > 0) expect(await verify(old)).toEqual(old.map(() => true));
    else expect(BUILT_IN_DIALECTS[dialect].signature?.separator).toBeNull();
  });

  test.skipIf(!available)("nothing tampered with passes", async () => {
    const tampered = requests.flatMap((request) => forgeries(request));
    const passed = await verify(tampered.map(({ request }) => request));
    expect(tampered.filter((_, i) => passed[i]).map(({ how }) => how)).toEqual([]);
    expect(passed.length).toBeGreaterThanOrEqual(requests.length * 5);
  });
});

function eventOf({ id, event }: Vector) {
  return { id: id ?? "evt_1", ...event, payload: Buffer.from(event.payload) };
}

function received(vector: Vector): Received {
  return {
    headers: lowerCased(vector.headers),
    body: Buffer.from(vector.body),
    secret: vector.secret,
    atMs: (vector.timestamp ?? 0) * 1000,
  };
}

function lowerCased(headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

/** Every single change that must break a signature: body, secret, signature, and the headers that are signed. */
function forgeries(request: Received): { how: string; request: Received }[] {
  const { headers, body, secret } = request;
  const flipped = Buffer.from(body);
  flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
  const changed = (how: string, match: RegExp, change: (value: string) => string) => {
    const names = Object.keys(headers).filter((name) => match.test(name));
    const forged = names.map((name) => [name, change(headers[name] ?? "")]);
    return forged.length === 0
      ? []
      : [{ how, request: { ...request, headers: { ...headers, ...Object.fromEntries(forged) } } }];
  };
  const lastHalf = (value: string) => value.slice(0, value.lastIndexOf(value.includes(",") ? "," : "=") + 1);
  return [
    { how: "a flipped bit", request: { ...request, body: flipped } },
    { how: "a byte more", request: { ...request, body: Buffer.concat([body, Buffer.from(" ")]) } },
    { how: "another secret", request: { ...request, secret: otherSecret(secret) } },
    ...changed("another signature", /signature$/, (value) =>
      value.replace(/[0-9A-Za-z]{4}(=?)(?= |$)/g, "0000$1"),
    ),
    ...changed("part of a signature", /signature$/, (value) => value.slice(0, 20)),
    ...changed("no signature after the prefix", /signature$/, (value) => lastHalf(value.split(" ")[0] ?? "")),
    ...changed("another instant", /timestamp$/, (value) => String(Number(value) + 1)),
    ...changed("another id", /^(svix|webhook)-id$/, (value) => `${value}x`),
  ];
}

function otherSecret(secret: string): string {
  const at = secret.length >> 1;
  return `${secret.slice(0, at)}${secret[at] === "0" ? "1" : "0"}${secret.slice(at + 1)}`;
}
