import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { DeliveryPolicyJson } from "@/lib/contract/policies";
import { BUILT_IN_DIALECTS, DIALECT_NAMES } from "@/lib/dialects/built-in";
import { buildHeaders } from "@/lib/policy/build-request";
import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";
import { renderBody } from "@/lib/policy/render-body";
import { generateSecret } from "@/lib/policy/sign";
import { type Captured, diagnoseSignature } from "./diagnose-signature";

const AT = 1_778_854_980;
const { standard, spectra, spectrum } = BUILT_IN_DIALECTS;

const combined: DeliveryPolicy = {
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
  signature: {
    algorithm: "hmac-sha256",
    signed: [{ from: "attempt-timestamp" }, { literal: "." }, { from: "body" }],
    encoding: "hex",
    prefix: "v1=",
    separator: ",",
  },
  secretFormat: "characters",
};
const hexKey: DeliveryPolicy = { ...spectra, secretFormat: "hex-bytes" };

function delivery(policy: DeliveryPolicy, body?: string, secrets?: string[]) {
  const secret = generateSecret(policy.secretFormat, randomBytes);
  const payload = Buffer.from('{"id":12345678901234567890,"name":"Zoë","list":[1.0,{}]}');
  const event = { id: "evt_1", type: "order.shipped", category: null, channel: null, run: null };
  const bytes = body ? Buffer.from(body) : renderBody(policy, { ...event, timestampMs: AT * 1_000, payload });
  const headers = buildHeaders(policy, {
    eventId: "evt_1",
    eventType: "order.shipped",
    endpointId: "ep_1",
    attemptTimestamp: AT,
    body: bytes,
    secrets: secrets ?? [secret],
    version: "1",
  });
  return { headers, body: Buffer.from(bytes).toString(), secret, nowMs: AT * 1_000 };
}

/** What the page says of a genuine delivery after `change`. */
function diagnosed(
  policy: DeliveryPolicy,
  change: (captured: Captured & { body: string }) => Partial<Captured> = () => ({}),
) {
  const captured = delivery(policy);
  return diagnoseSignature(policy as DeliveryPolicyJson, { ...captured, ...change(captured) });
}

describe.each(DIALECT_NAMES.filter((name) => BUILT_IN_DIALECTS[name].signature))("%s", (name) => {
  const policy: DeliveryPolicy = BUILT_IN_DIALECTS[name];
  test("a genuine delivery verifies, whatever the case of its headers", async () => {
    expect(await diagnosed(policy)).toMatchObject({ verdict: "verified", mistakes: [] });
    const upper = await diagnosed(policy, ({ headers }) => ({
      headers: headers.map(([header, value]) => [header.toUpperCase(), value]),
    }));
    expect(upper.verdict).toBe("verified");
  });
  test("one with another secret does not, and no mistake is invented", async () => {
    const secret = generateSecret(policy.secretFormat, randomBytes);
    expect(await diagnosed(policy, () => ({ secret }))).toMatchObject({
      verdict: "unverified",
      mistakes: [],
    });
  });
  test("one with another body does not", async () => {
    const changed = await diagnosed(policy, ({ body }) => ({ body: body.replace(":", ':"x",') }));
    expect(changed.verdict).toBe("unverified");
  });
});

describe("the mistake is", () => {
  const printers: [string, (body: string) => string][] = [
    ["two spaces", (body) => pretty(body, "  ")],
    ["a tab", (body) => pretty(body, "\t")],
    ["Python's json.dumps", (body) => body.replaceAll('":', '": ').replaceAll(",", ", ")],
  ];
  test.each(printers)("a body that was printed again: %s", async (_printer, print) => {
    const { verdict, mistakes, words } = await diagnosed(standard, ({ body }) => ({ body: print(body) }));
    expect({ verdict, mistakes }).toEqual({ verdict: "mistake", mistakes: ["body-reprinted"] });
    expect(words[0]).toContain("Verify the raw body");
  });

  test("a body that was parsed and printed, where numbers were lost on the way", async () => {
    const { verdict, mistakes } = await diagnosed(standard, ({ body }) => ({
      body: JSON.stringify(JSON.parse(body), null, 2),
    }));
    expect({ verdict, mistakes }).toEqual({ verdict: "unverified", mistakes: ["body-reprinted"] });
  });

  const raw = { ...standard, body: { kind: "raw" } } as const;
  const newlines: [string, sent: string, pasted: string, mistake: string][] = [
    ["trimmed", '{"a":1}\n', '{"a":1}', "newline-lost"],
    ["trimmed, from Windows", '{"a":1}\r\n', '{"a":1}', "newline-lost"],
    ["added", '{"a":1}', '{"a":1}\n', "newline-added"],
    ["line endings", '{\r\n"a":1\r\n}', '{\n"a":1\n}', "line-endings"],
  ];
  test.each(newlines)("a newline that was %s", async (_what, sent, pasted, mistake) => {
    const captured = { ...delivery(raw, sent), body: pasted };
    expect(await diagnoseSignature(raw as never, captured)).toMatchObject({
      verdict: "mistake",
      mistakes: [mistake],
    });
  });

  const wrapped: [string, (secret: string) => string][] = [
    ["a newline", (secret) => `${secret}\n`],
    ["quotes", (secret) => `"${secret}"`],
    ["its variable", (secret) => `WEBHOOK_SECRET='${secret}'`],
  ];
  test.each(wrapped)("a secret with %s around it", async (_what, wrap) => {
    for (const policy of [standard, spectra]) {
      const found = await diagnosed(policy, ({ secret }) => ({ secret: wrap(secret) }));
      expect(found).toMatchObject({ verdict: "mistake", mistakes: ["secret-with-more"] });
    }
  });

  test("two at once, the body and the secret", async () => {
    const both = await diagnosed(standard, ({ body, secret }) => ({
      body: pretty(body, "  "),
      secret: ` ${secret}`,
    }));
    expect(both).toMatchObject({ verdict: "mistake", mistakes: ["body-reprinted", "secret-with-more"] });
  });

  test("time", async () => {
    const stale = await diagnosed(standard, () => ({ nowMs: (AT + 3 * 3_600) * 1_000 }));
    expect(stale).toMatchObject({ verdict: "stale", mistakes: [] });
    expect(stale.words[0]).toContain("3 h ago");
    expect((await diagnosed(standard, () => ({ nowMs: (AT - 600) * 1_000 }))).words[0]).toContain(
      "10 min ahead",
    );
    for (const off of [-300, 300])
      expect((await diagnosed(standard, () => ({ nowMs: (AT + off) * 1_000 }))).verdict).toBe("verified");
    // What signs no time is never too old.
    expect((await diagnosed(spectra, () => ({ nowMs: (AT + 1e6) * 1_000 }))).verdict).toBe("verified");
  });

  test("a header that is missing", async () => {
    for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
      const { verdict, words } = await diagnosed(standard, ({ headers }) => ({
        headers: headers.filter(([header]) => header !== name),
      }));
      expect({ verdict, words }).toEqual({ verdict: "missing", words: [`The header ${name} is missing.`] });
    }
    const none = await diagnosed(BUILT_IN_DIALECTS.spectora, () => ({ headers: [] }));
    expect(none.words).toEqual(["The header svix-signature or webhook-signature is missing."]);
  });

  const unreadable: [string, name: string, value: string, words: string][] = [
    ["no signature", "webhook-signature", "v1,", "holds no signature"],
    ["no time", "webhook-timestamp", "yesterday", "not a number of seconds"],
  ];
  test.each(unreadable)("%s in its header", async (_what, name, value, words) => {
    const { verdict, words: said } = await diagnosed(standard, ({ headers }) => ({
      headers: headers.map(([header, given]) => [header, header === name ? value : given]),
    }));
    expect(verdict).toBe("missing");
    expect(said[0]).toContain(words);
  });
});

describe("what one's own code computed tells its mistake", () => {
  const signed = (captured: Captured, key: string | Buffer, content = `evt_1.${AT}.${captured.body}`) =>
    createHmac("sha256", key).update(content);
  const keyIn = ({ secret }: Captured) => Buffer.from(secret.slice("whsec_".length), "base64");
  const of = async (policy: DeliveryPolicy, compute: (captured: Captured) => string) => {
    const { verdict, mistakes } = await diagnosed(policy, (captured) => ({ computed: compute(captured) }));
    return [verdict, ...mistakes];
  };

  test("none", async () => {
    expect(await of(standard, (it) => `v1,${signed(it, keyIn(it)).digest("base64")}`)).toEqual(["verified"]);
  });
  test("hexadecimal instead of base64, and the other way round", async () => {
    expect(await of(standard, (it) => signed(it, keyIn(it)).digest("hex"))).toEqual([
      "mistake",
      "wrong-encoding",
    ]);
    expect(
      await of(spectra, (it) => `sha256=${signed(it, it.secret, it.body as string).digest("base64")}`),
    ).toEqual(["mistake", "wrong-encoding"]);
    expect(
      await of(
        spectra,
        (it) =>
          `sha256=${signed(it, it.secret, it.body as string)
            .digest("hex")
            .toUpperCase()}`,
      ),
    ).toEqual(["mistake", "wrong-encoding"]);
  });
  test("no prefix", async () => {
    expect(await of(standard, (it) => signed(it, keyIn(it)).digest("base64"))).toEqual([
      "mistake",
      "wrong-prefix",
    ]);
  });
  test("a secret that was not decoded, with and without its prefix", async () => {
    for (const key of [(secret: string) => secret, (secret: string) => secret.slice(6)])
      expect(await of(standard, (it) => `v1,${signed(it, key(it.secret)).digest("base64")}`)).toEqual([
        "mistake",
        "secret-not-decoded",
      ]);
    expect(
      await of(hexKey, (it) => `sha256=${signed(it, it.secret, it.body as string).digest("hex")}`),
    ).toEqual(["mistake", "secret-not-decoded"]);
  });
  test("a secret that was decoded although its characters are the key", async () => {
    expect(
      await of(
        spectra,
        (it) => `sha256=${signed(it, Buffer.from(it.secret, "hex"), it.body as string).digest("hex")}`,
      ),
    ).toEqual(["mistake", "secret-decoded"]);
  });
  test("only the body, without the id, without the time, without the version", async () => {
    const base64 = (it: Captured, content: string) => `v1,${signed(it, keyIn(it), content).digest("base64")}`;
    for (const content of [
      (body: string) => body,
      (body: string) => `${AT}.${body}`,
      (body: string) => `evt_1.${body}`,
    ])
      expect(await of(standard, (it) => base64(it, content(it.body as string)))).toEqual([
        "mistake",
        "content-incomplete",
      ]);
    expect(
      await of(spectrum, (it) => `v0=${signed(it, it.secret, `${AT}:${it.body}`).digest("hex")}`),
    ).toEqual(["mistake", "content-incomplete"]);
  });
  test("a body that was parsed first", async () => {
    const again = (it: Captured) => JSON.stringify(JSON.parse(it.body as string));
    expect(
      await of(standard, (it) => `v1,${signed(it, keyIn(it), `evt_1.${AT}.${again(it)}`).digest("base64")}`),
    ).toEqual(["mistake", "body-reprinted"]);
  });
  test("something else entirely", async () => {
    expect(await of(standard, () => "v1,abc")).toEqual(["unverified"]);
  });
});

describe("other ways to sign", () => {
  test("several things in one header", async () => {
    expect((await diagnosed(combined)).verdict).toBe("verified");
    expect((await diagnosed(combined, () => ({ nowMs: (AT + 900) * 1_000 }))).words[0]).toContain(
      "15 min ago",
    );
    const { words } = await diagnosed(combined, () => ({ headers: [["acme-signature", "v1=ab"]] }));
    expect(words).toEqual(["The signed time is not a number of seconds."]);
  });
  test("two signatures while a secret is being replaced, either is enough", async () => {
    for (const policy of [standard, combined]) {
      const secrets = [1, 2].map(() => generateSecret(policy.secretFormat, randomBytes));
      const captured = delivery(policy, undefined, secrets);
      for (const secret of secrets)
        expect((await diagnoseSignature(policy as DeliveryPolicyJson, { ...captured, secret })).verdict).toBe(
          "verified",
        );
    }
  });
  test("not at all, or with a key pair", async () => {
    expect((await diagnosed({ ...standard, signature: null })).verdict).toBe("unsigned");
    const { signature } = standard as DeliveryPolicy;
    const pair: DeliveryPolicy = { ...standard, signature: { ...signature!, algorithm: "ed25519" } };
    const { headers } = delivery(standard);
    const captured = { headers, body: "{}", secret: "whpk_x", nowMs: 0 };
    expect((await diagnoseSignature(pair as DeliveryPolicyJson, captured)).verdict).toBe("unsigned");
  });
  test("no secret verifies nothing", async () => {
    for (const secret of ["", "  ", "whsec_"])
      expect((await diagnosed(standard, () => ({ secret }))).verdict).not.toBe("verified");
  });
  test("a secret that is not one of this dialect is said to be so, and never repeated", async () => {
    const { words } = await diagnosed(standard, () => ({ secret: "f9a3-canary" }));
    expect(words.join(" ")).toContain("whsec_ and base64 after it");
    expect(words.join(" ")).not.toContain("canary");
  });
});

/** As a lossless printer would: numbers keep their digits. */
function pretty(body: string, indent: string): string {
  const text = body.replace("12345678901234567890", '"BIG"').replace("1.0", '"ONE"');
  return JSON.stringify(JSON.parse(text), null, indent)
    .replace('"BIG"', "12345678901234567890")
    .replace('"ONE"', "1.0");
}
