import { createHmac, createPublicKey, randomBytes, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import { buildHeaders } from "./build-request";
import type { DeliveryPolicy, SecretFormat } from "./delivery-policy";
import { checkSecret, generateSecret, keyOf, publicKeyOf, signatures } from "./sign";

const FORMATS: SecretFormat[] = [
  "hex-characters",
  "whsec-base64",
  "whsk-base64",
  "characters",
  "hex-bytes",
  "base64-bytes",
];
const body = Buffer.from('{"a":1.0}');
const hex = "f9a3d70123456789abcdef0123456789abcdef0123456789abcdef0123456789";
const whsec = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString("base64")}`;
const request = { eventId: "evt_1", attemptTimestamp: 1_747_242_392, body };

const hexPolicy: DeliveryPolicy = {
  ...standard,
  secretFormat: "hex-characters",
  signature: {
    algorithm: "hmac-sha256",
    signed: [{ from: "body" }],
    encoding: "hex",
    prefix: "sha256=",
    separator: null,
  },
};
const edPolicy: DeliveryPolicy = {
  ...standard,
  secretFormat: "whsk-base64",
  signature: { ...standard.signature, algorithm: "ed25519", prefix: "v1a," },
};

describe("new secrets", () => {
  test.each(FORMATS)("%s: each passes its own check and differs from the last", (format) => {
    const secrets = Array.from({ length: 50 }, () => generateSecret(format, randomBytes));
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(checkSecret(format, secret)).toBeNull();
  });
  test("hold 32 random bytes", () => {
    const bytes = (size: number) => Buffer.alloc(size, 0xab);
    expect(generateSecret("hex-characters", bytes)).toBe("ab".repeat(32));
    expect(generateSecret("whsec-base64", bytes)).toBe("whsec_q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=");
    expect(generateSecret("whsk-base64", bytes)).toBe("whsk_q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=");
  });
});

describe("secrets that are brought along", () => {
  const accepted: [SecretFormat, string][] = [
    ["whsec-base64", whsec(24)],
    ["whsec-base64", whsec(32)],
    ["whsec-base64", whsec(64)],
    ["hex-characters", hex],
    ["hex-characters", hex.toUpperCase()],
    ["characters", "It's a Secret to Everybody"],
    ["characters", whsec(32)],
    ["hex-bytes", hex.slice(16)],
    ["base64-bytes", whsec(24).slice(6)],
  ];
  test.each(accepted)("%s %s is taken", (format, secret) => {
    expect(checkSecret(format, secret)).toBeNull();
  });

  const refused: [what: string, SecretFormat, string][] = [
    ["one byte", "whsec-base64", "whsec_YQ=="],
    ["23 bytes", "whsec-base64", whsec(23)],
    ["65 bytes", "whsec-base64", whsec(65)],
    ["nothing after the prefix", "whsec-base64", "whsec_"],
    ["nothing", "whsec-base64", ""],
    ["no prefix", "whsec-base64", whsec(32).slice(6)],
    ["another prefix", "whsec-base64", whsec(32).replace("whsec_", "whsk_")],
    ["the prefix in capitals", "whsec-base64", whsec(32).replace("whsec_", "WHSEC_")],
    ["no padding", "whsec-base64", whsec(32).replace(/=+$/, "")],
    ["url-safe base64", "whsec-base64", `whsec_${Buffer.alloc(24, 0xfb).toString("base64url")}`],
    ["white space inside", "whsec-base64", whsec(32).replace("Bwc", "Bw c")],
    ["white space around", "whsec-base64", ` ${whsec(32)}`],
    ["a newline at the end", "whsec-base64", `${whsec(32)}\n`],
    ["what is no base64", "whsec-base64", `${whsec(30)}!!`],
    ["loose trailing bits", "whsec-base64", `whsec_${"A".repeat(42)}B=`],
    ["63 characters", "hex-characters", hex.slice(1)],
    ["65 characters", "hex-characters", `${hex}0`],
    ["a newline at the end of hex", "hex-characters", `${hex}\n`],
    ["what is no hex", "hex-characters", hex.replace("f", "g")],
    ["23 characters", "characters", "x".repeat(23)],
    ["129 characters", "characters", "x".repeat(129)],
    ["a space at the end", "characters", `${"x".repeat(32)} `],
    ["what is not ASCII", "characters", `${"x".repeat(32)}é`],
    ["half a byte", "hex-bytes", hex.slice(1)],
    ["23 bytes of hex", "hex-bytes", hex.slice(18)],
    ["23 bytes of base64", "base64-bytes", whsec(23).slice(6)],
    ["31 bytes of seed", "whsk-base64", `whsk_${Buffer.alloc(31).toString("base64")}`],
    ["a symmetric secret for Ed25519", "whsk-base64", whsec(32)],
  ];
  test.each(refused)("%s is refused, without repeating the secret", (_what, format, secret) => {
    const reason = checkSecret(format, secret);
    expect(reason).toMatch(/^A secret must .*\.$/);
    if (secret.length > 8) expect(reason).not.toContain(secret.slice(6).trim());
  });
});

describe("keys", () => {
  const bytes = Buffer.alloc(32, 7);
  const written: [SecretFormat, secret: string, key: Buffer][] = [
    ["hex-characters", bytes.toString("hex"), Buffer.from(bytes.toString("hex"))],
    ["hex-bytes", bytes.toString("hex"), bytes],
    ["base64-bytes", bytes.toString("base64"), bytes],
    ["whsec-base64", whsec(32), bytes],
    ["characters", whsec(32), Buffer.from(whsec(32))],
  ];
  test.each(written)("%s: %s", (format, secret, key) => {
    expect(keyOf(format, secret).export()).toEqual(key);
  });
});

describe("signatures", () => {
  test("cover raw bytes, also those that are no text", () => {
    const binary = Buffer.from([0x00, 0xff, 0xed, 0xa0, 0x80]);
    const expected = createHmac("sha256", hex).update(binary).digest("hex");
    expect(signatures(hexPolicy, { ...request, body: binary, secrets: [hex] })).toBe(`sha256=${expected}`);
  });

  test("are the same from a key computed once", () => {
    const secret = whsec(32);
    const key = keyOf("whsec-base64", secret);
    expect(signatures(standard, { ...request, secrets: [key] })).toBe(
      signatures(standard, { ...request, secrets: [secret] }),
    );
  });

  test("change with id, instant and body", () => {
    const sign = (change: object) => signatures(standard, { ...request, ...change, secrets: [whsec(32)] });
    const all = [
      {},
      { eventId: "evt_2" },
      { attemptTimestamp: 1_747_242_393 },
      { body: Buffer.from("{}") },
    ].map(sign);
    expect(new Set(all).size).toBe(4);
  });

  test("of all live secrets are joined, the current one first, where there is a separator", () => {
    const each = [24, 32, 64].map((bytes) => signatures(standard, { ...request, secrets: [whsec(bytes)] }));
    const secrets = [24, 32, 64].map(whsec);
    expect(signatures(standard, { ...request, secrets })).toBe(each.join(" "));
  });

  test("of the current secret stand alone where there is none", () => {
    const alone = signatures(hexPolicy, { ...request, secrets: [hex] });
    expect(signatures(hexPolicy, { ...request, secrets: [hex, hex.toUpperCase()] })).toBe(alone);
  });

  test("by Ed25519 verify with the public key that is shown", () => {
    const secret = generateSecret("whsk-base64", randomBytes);
    const [prefix, encoded] = (signatures(edPolicy, { ...request, secrets: [secret] }) ?? "").split(",");
    const shown = publicKeyOf(secret);
    expect(shown).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    const spki = Buffer.concat([
      Buffer.from("302a300506032b6570032100", "hex"),
      Buffer.from(shown.slice("whpk_".length), "base64"),
    ]);
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    const signed = Buffer.from(`evt_1.1747242392.${body}`);
    expect(prefix).toBe("v1a");
    expect(verify(null, signed, key, Buffer.from(encoded ?? "", "base64"))).toBe(true);
    expect(verify(null, Buffer.from(`${signed} `), key, Buffer.from(encoded ?? "", "base64"))).toBe(false);
  });

  test("by Ed25519 agree with RFC 8032's first test", () => {
    const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
    const secret = `whsk_${seed.toString("base64")}`;
    const empty = {
      ...edPolicy,
      signature: { ...edPolicy.signature!, signed: [{ from: "body" }], encoding: "hex" },
    };
    const value = signatures(empty as DeliveryPolicy, {
      ...request,
      body: new Uint8Array(),
      secrets: [secret],
    });
    expect(value).toBe(
      "v1a,e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    expect(publicKeyOf(secret)).toBe(
      `whpk_${Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex").toString("base64")}`,
    );
  });

  test("are missing where the dialect does not sign, and an error where it should and cannot", () => {
    expect(signatures({ ...standard, signature: null }, { ...request, secrets: [] })).toBeNull();
    expect(() => signatures(standard, { ...request, secrets: [] })).toThrow("has no secret");
  });
});

describe("headers", () => {
  const built = (policy: DeliveryPolicy, customHeaders: [string, string][] = []) =>
    buildHeaders(policy, {
      ...request,
      eventType: "order.shipped",
      endpointId: "ep_1",
      secrets: policy.signature ? [whsec(32)] : [],
      customHeaders,
      version: "1.2.3",
    });

  test("keep their order, custom ones last", () => {
    const headers = built(standard, [["X-Mine", "1"]]);
    expect(headers.map(([name]) => name)).toEqual([
      "content-type",
      "user-agent",
      "webhook-id",
      "webhook-timestamp",
      "webhook-signature",
      "X-Mine",
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "application/json",
      "user-agent": "Posthorn/1.2.3",
      "webhook-id": "evt_1",
      "webhook-timestamp": "1747242392",
    });
  });
  test("of ours cannot be replaced", () => {
    const headers = built(standard, [
      ["Webhook-Signature", "v1,forged"],
      ["CONTENT-TYPE", "text/plain"],
      ["x-mine", "2"],
    ]);
    expect(headers.slice(5)).toEqual([["x-mine", "2"]]);
    expect(headers).toHaveLength(6);
  });
  test("can hold several values, with every signature of a rotation", () => {
    const policy: DeliveryPolicy = {
      ...standard,
      headers: [
        {
          name: "Acme-Signature",
          value: {
            list: [
              { prefix: "t=", from: "attempt-timestamp" },
              { prefix: "", from: "signature" },
            ],
            join: ",",
          },
        },
      ],
      signature: { ...standard.signature, signed: [{ from: "body" }], prefix: "v1=", separator: "," },
    };
    const [first = "", second = ""] = [whsec(24), whsec(32)].map((secret) =>
      createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
        .update(body)
        .digest("base64"),
    );
    const of = (change: DeliveryPolicy, secrets: string[]) =>
      buildHeaders(change, { ...request, eventType: "a", endpointId: "ep_1", secrets, version: "1" }).slice(
        2,
      );
    expect(of(policy, [whsec(24)])).toEqual([["Acme-Signature", `t=1747242392,v1=${first}`]]);
    expect(of(policy, [whsec(24), whsec(32)])).toEqual([
      ["Acme-Signature", `t=1747242392,v1=${first},v1=${second}`],
    ]);
    expect(of({ ...policy, signature: null }, [])).toEqual([["Acme-Signature", "t=1747242392"]]);
  });
  test("have no signature where there is none", () => {
    expect(built({ ...standard, signature: null }).map(([name]) => name)).not.toContain("webhook-signature");
  });
});
