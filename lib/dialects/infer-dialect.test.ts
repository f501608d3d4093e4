import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { buildHeaders } from "@/lib/policy/build-request";
import type { DeliveryPolicy, SignaturePolicy } from "@/lib/policy/delivery-policy";
import { inferDialect } from "@/lib/policy/infer-dialect";
import { seededRandom } from "@/lib/policy/json-text-generator";
import { renderBody } from "@/lib/policy/render-body";
import { generateSecret } from "@/lib/policy/sign";
import { BUILT_IN_DIALECTS } from "./built-in";
import { FOREIGN_SAMPLES } from "./foreign-samples.fixture";
import { spektr } from "./spektr";

type Headers = [string, string][];
const standardSignature = BUILT_IN_DIALECTS.standard.signature as SignaturePolicy;

/** What comes along with every captured request. */
const TRANSPORT: Headers = [
  ["Host", "hooks.example.com"],
  ["Content-Length", "512"],
  ["Accept-Encoding", "gzip"],
  ["X-Forwarded-For", "198.51.100.7"],
  ["X-Request-Start", "1747242392"],
];

function infer(headers: Headers, body: string | Uint8Array, secret: string) {
  const inferred = inferDialect(
    { headers: [...TRANSPORT, ...headers], body: Buffer.from(body as string) },
    secret,
  );
  if (!("explains" in inferred)) throw new Error(`nothing fits: ${JSON.stringify(inferred)}`);
  return inferred;
}

function sampleOf(policy: DeliveryPolicy, secrets?: string[]) {
  const secret = generateSecret(policy.secretFormat, randomBytes);
  const eventId = "evt_01jv8m3q5zf3m9t8x2k4w6y7c1";
  const payload = Buffer.from('{"id":"insp_91f2","device":{"name":"edge-router-04"},"fee":350.00}');
  const body = renderBody(policy, {
    id: eventId,
    type: "device.degraded",
    category: "network_event",
    channel: "onboarding",
    run: "ctx-7",
    timestampMs: 1_778_854_980_000,
    payload,
  });
  const headers = buildHeaders(policy, {
    eventId,
    eventType: "device.degraded",
    endpointId: "ep_01jv8m3q5zf3m9t8x2k4w6y7c1",
    endpointUuid: "0196d14c-0f5e-7e1b-a4f0-e23124e63f81",
    attemptTimestamp: 1_747_242_392,
    body,
    secrets: secrets ? [secret, ...secrets] : [secret],
    version: "1.2.3",
  });
  return { secret, body, headers };
}

describe("the built-in dialects, each from one sample", () => {
  const signing = ["standard", "spectra", "spectrum", "spectora", "spektr", "splexa"] as const;
  test.each(signing)("%s", (name) => {
    const policy = BUILT_IN_DIALECTS[name];
    const { headers, body, secret } = sampleOf(policy);
    const { explains, remarks } = infer(headers, body, secret);
    expect(explains).toMatchObject({
      signature: policy.signature,
      secretFormat: policy.secretFormat,
      headers: policy.headers,
      contentType: policy.contentType,
      userAgent: policy.userAgent.replace("{version}", "1.2.3"),
      toleranceSeconds: ["spectra", "splexa"].includes(name) ? null : 300,
    });
    if (name !== "spektr") expect(explains.body).toEqual(policy.body);
    else {
      expect(explains.body).toMatchObject({
        kind: "batch",
        name: "results",
        fields: spektr.body.fields.slice(0, 4),
      });
      expect(remarks).toContain(
        "A dialect does not write these members of the body: processType, contextId.",
      );
    }
    expect(JSON.stringify({ explains, remarks })).not.toContain(secret.slice(-20));
  });

  test.each(signing)("%s, its headers in lower case as some servers keep them", (name) => {
    const policy = BUILT_IN_DIALECTS[name];
    const { headers, body, secret } = sampleOf(policy);
    const lower = headers.map(([header, value]): [string, string] => [header.toLowerCase(), value]);
    expect(infer(lower, body, secret).explains.signature).toEqual(policy.signature);
  });

  test("while a secret is being replaced, from either secret", () => {
    const policy = BUILT_IN_DIALECTS.spectora;
    const old = generateSecret(policy.secretFormat, randomBytes);
    const { headers, body, secret } = sampleOf(policy, [old]);
    for (const known of [secret, old]) {
      const { explains, confidence } = infer(headers, body, known);
      expect(explains).toMatchObject({ signature: policy.signature, headers: policy.headers });
      // Two signatures show how they are joined.
      expect(confidence).toBe("certain");
    }
  });

  test("what it finds makes the same request again", () => {
    for (const name of signing) {
      const { headers, body, secret } = sampleOf(BUILT_IN_DIALECTS[name]);
      const { explains } = infer(headers, body, secret);
      const { contentType, userAgent, toleranceSeconds: _, ...found } = explains;
      const policy: DeliveryPolicy = {
        ...BUILT_IN_DIALECTS.standard,
        ...found,
        contentType: contentType ?? "",
        userAgent: userAgent ?? "",
      };
      const again = buildHeaders(policy, {
        eventId: "evt_01jv8m3q5zf3m9t8x2k4w6y7c1",
        eventType: "device.degraded",
        endpointId: "ep_01jv8m3q5zf3m9t8x2k4w6y7c1",
        endpointUuid: "0196d14c-0f5e-7e1b-a4f0-e23124e63f81",
        attemptTimestamp: 1_747_242_392,
        body,
        secrets: [secret],
        version: "",
      });
      expect(again).toEqual(headers);
    }
  });
});

describe("systems we do not come with, each from one sample", () => {
  test.each(Object.keys(FOREIGN_SAMPLES))("%s", (name) => {
    const { headers, body, secret, expected } = FOREIGN_SAMPLES[name]!;
    const { explains, tried } = infer(headers, body, secret);
    expect(explains).toMatchObject(expected);
    expect(tried).toBeLessThan(2_000);
  });

  test.each(Object.keys(FOREIGN_SAMPLES))("%s, not with another secret or another body", (name) => {
    const { headers, body, secret } = FOREIGN_SAMPLES[name]!;
    const of = (change: { body?: string; secret?: string }) =>
      inferDialect({ headers, body: Buffer.from(change.body ?? body) }, change.secret ?? secret);
    expect(of({ secret: secret.replace(/.$/, "A") })).toMatchObject({ nothing: true });
    expect(of({ body: `${body} ` })).toMatchObject({ nothing: true });
  });
});

describe("keys and lists in other forms", () => {
  const body = '{"a":1}';
  const bytes = Buffer.alloc(32, 0xab);
  const signed = createHmac("sha256", bytes).update(body).digest("hex");
  test.each([
    ["hex-bytes", bytes.toString("hex")],
    ["base64-bytes", bytes.toString("base64")],
    ["whsec-base64", `whsec_${bytes.toString("base64")}`],
  ])("%s", (secretFormat, secret) => {
    expect(infer([["X-Sig", signed]], body, secret).explains.secretFormat).toBe(secretFormat);
  });

  test("64 hexadecimal characters whose characters are the key", () => {
    const secret = bytes.toString("hex");
    const value = createHmac("sha256", secret).update(body).digest("base64");
    expect(infer([["X-Sig", value]], body, secret).explains).toMatchObject({
      secretFormat: "hex-characters",
    });
  });

  test("two signatures in a list with the time, joined by a semicolon", () => {
    const secret = "x".repeat(24);
    const of = (key: string) => createHmac("sha256", key).update(`1747242392:${body}`).digest("base64");
    const value = `s=${of("another")}; time=1747242392; s=${of(secret)}`;
    const { explains, confidence } = infer([["X-Sig", value]], body, secret);
    expect(confidence).toBe("certain");
    expect(explains.signature).toMatchObject({ prefix: "s=", separator: "; " });
    expect(explains.headers).toEqual([
      {
        name: "X-Sig",
        value: {
          list: [
            { prefix: "", from: "signature" },
            { prefix: "time=", from: "attempt-timestamp" },
          ],
          join: "; ",
        },
      },
    ]);
  });

  test("a newline that was lost or added while copying", () => {
    const lost = infer([["X-Sig", createHmac("sha256", "k").update("{}\n").digest("hex")]], "{}", "k");
    expect(lost.remarks[0]).toBe("The signature fits the body with a newline after it.");
    const added = infer([["X-Sig", createHmac("sha256", "k").update("{}").digest("hex")]], "{}\r\n", "k");
    expect(added.remarks[0]).toBe("The signature fits the body without its last newline.");
    expect(added.remarks.at(-1)).toContain("could not be taken over");
  });
});

describe("nothing fits", () => {
  const of = (headers: Headers, body = "{}", secret = "a secret of no particular form") =>
    inferDialect({ headers, body: Buffer.from(body) }, secret);

  test("a hundred random signatures, in all the shapes that do fit", () => {
    const random = seededRandom(4);
    const bytes = () => Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256)));
    const shapes: ((text: Buffer) => Headers)[] = [
      (text) => [["X-Signature", `sha256=${text.toString("hex")}`]],
      (text) => [["X-Signature", text.toString("base64")]],
      (text) => [["X-Signature", `t=1747242392,v1=${text.toString("hex")}`]],
      (text) => [
        ["webhook-id", "msg_1"],
        ["webhook-timestamp", "1747242392"],
        ["webhook-signature", `v1,${text.toString("base64")} v1,${bytes().toString("base64")}`],
      ],
    ];
    for (let i = 0; i < 100; i++) {
      const headers = shapes[i % shapes.length]!(bytes());
      const secret = [`whsec_${bytes().toString("base64")}`, bytes().toString("hex")][i % 2]!;
      expect(of(headers, `{"n":${i}}`, secret)).toMatchObject({ nothing: true, tried: expect.any(Number) });
    }
  });

  test.each([
    ["no header at all", [] as Headers],
    ["an empty header", [["X-Signature", ""]] as Headers],
    ["a hash of the body without a key", [["Digest", "0".repeat(63)]] as Headers],
  ])("%s", (_what, headers) => {
    expect(of(headers)).toMatchObject({
      nothing: true,
      tried: 0,
      remarks: [expect.stringContaining("No header")],
    });
  });

  test("an empty secret signs nothing", () => {
    const value = createHmac("sha256", "").update("{}").digest("hex");
    expect(of([["X-Signature", value]], "{}", "")).toMatchObject({ nothing: true });
  });

  test("and why, where the scheme is known but not ours", () => {
    const sha1 = createHmac("sha1", "k").update("{}").digest("hex");
    expect(of([["X-Hub-Signature", `sha1=${sha1}`]], "{}", "k")).toMatchObject({
      nothing: true,
      remarks: ["It is signed with HMAC-SHA1; a dialect signs with HMAC-SHA256 or Ed25519."],
    });
    const millis = createHmac("sha256", "k").update("1747242392000.{}").digest("hex");
    const headers: Headers = [
      ["X-Time", "1747242392000"],
      ["X-Sig", millis],
    ];
    expect(of(headers, "{}", "k")).toMatchObject({
      nothing: true,
      remarks: ["It signs a time in milliseconds; a dialect signs seconds."],
    });
  });

  test("is said soon, however many headers there are", () => {
    const headers = Array.from({ length: 60 }, (_, i): [string, string] => [`X-Id-${i}`, `value-${i}`]);
    headers.push(["X-Time", "1747242392"], ["X-Signature", "0a".repeat(32)]);
    expect(of(headers, "x".repeat(1_000))).toMatchObject({ nothing: true, tried: expect.any(Number) });
    const { tried } = of(headers, "x".repeat(1_000));
    expect(tried).toBeLessThan(5_000);
  });
});

test("Ed25519, from a key that is ours to make", () => {
  const policy: DeliveryPolicy = {
    ...BUILT_IN_DIALECTS.standard,
    signature: { ...standardSignature, algorithm: "ed25519", prefix: "v1a," },
    secretFormat: "whsk-base64",
  };
  const { headers, body, secret } = sampleOf(policy);
  expect(infer(headers, body, secret).explains).toMatchObject({
    signature: policy.signature,
    secretFormat: "whsk-base64",
    headers: policy.headers,
  });
});
