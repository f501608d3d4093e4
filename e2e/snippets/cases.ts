/** Deliveries as a receiver meets them, genuine and not, in every dialect that signs and in some nobody has yet. */
import { randomBytes } from "node:crypto";
import { BUILT_IN_DIALECTS, DIALECT_NAMES } from "@/lib/dialects/built-in";
import { buildHeaders } from "@/lib/policy/build-request";
import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";
import { generateSecret, signatures } from "@/lib/policy/sign";

export type Case = {
  name: string;
  headers: [name: string, value: string][];
  body: Buffer;
  accepted: boolean;
};
/** `name` is an identifier in every language. */
export type Scene = { name: string; policy: DeliveryPolicy; secret: string; cases: Case[] };

const { standard } = BUILT_IN_DIALECTS;
const [id, timestamp, body] = [
  { from: "event-id" },
  { from: "attempt-timestamp" },
  { from: "body" },
] as const;

/** One header with everything in it, and a key that is its own characters. */
const combined: DeliveryPolicy = {
  ...standard,
  name: "combined",
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
    signed: [timestamp, { literal: "." }, body],
    encoding: "hex",
    prefix: "v1=",
    separator: ",",
  },
  secretFormat: "characters",
};

/** Characters that mean something in each of the languages, the body first, the signature inside a list. */
const awkward: DeliveryPolicy = {
  ...standard,
  name: "awkward",
  headers: [
    { name: "X-When", value: "attempt-timestamp" },
    {
      name: "X-Signed",
      value: {
        list: [
          { prefix: "i'd\"=", from: "event-id" },
          { prefix: "$s{`", from: "signature" },
        ],
        join: "; ",
      },
    },
  ],
  signature: {
    algorithm: "hmac-sha256",
    signed: [
      body,
      { literal: `'"\\\${x}#{y}#` },
      id,
      { literal: "%s%%{z}{{`\\n$(a)#$1" },
      timestamp,
      { literal: "\\" },
    ],
    encoding: "base64",
    prefix: `'\\"\${x}#{y}%s{}=`,
    separator: null,
  },
  secretFormat: "hex-bytes",
};

/** Nothing around the signature, and a literal in front of the body. */
const bare: DeliveryPolicy = {
  ...standard,
  name: "bare",
  headers: [{ name: "X-Hmac", value: "signature" }],
  signature: {
    algorithm: "hmac-sha256",
    signed: [{ literal: "v1:" }, body],
    encoding: "base64",
    prefix: "",
    separator: null,
  },
  secretFormat: "base64-bytes",
};

/** Every dialect that signs, with a secret and its cases at this moment. */
export function scenes(nowMs: number): Scene[] {
  const builtIn = DIALECT_NAMES.map((name): DeliveryPolicy => BUILT_IN_DIALECTS[name]);
  return [...builtIn.filter(({ signature }) => signature !== null), combined, awkward, bare].map((policy) => {
    const secret = generateSecret(policy.secretFormat, randomBytes);
    return { name: policy.name, policy, secret, cases: casesOf(policy, secret, Math.floor(nowMs / 1000)) };
  });
}

type Sent = { secrets?: string[]; at?: number; id?: string; body?: Buffer };

const BODY = Buffer.from('{"a": 1.0 ,"name":"Zoë 🍝","big":12345678901234567890}\r\n');
const other = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -5), Buffer.from("9}\r\n")]);

function casesOf(policy: DeliveryPolicy, secret: string, now: number): Case[] {
  const stranger = generateSecret(policy.secretFormat, randomBytes);
  const request = ({ secrets = [secret], at = now, id = "evt_01", body = BODY }: Sent) => ({
    eventId: id,
    eventType: "order.shipped",
    endpointId: "ep_01",
    attemptTimestamp: at,
    body,
    secrets,
    version: "1",
  });
  const sent = (name: string, accepted: boolean, change: Sent = {}): Case => ({
    name,
    accepted,
    body: change.body ?? BODY,
    headers: buildHeaders(policy, request(change)),
  });
  const genuine = sent("genuine", true);
  const signature = signatures(policy, request({})) ?? "";
  const signs = (from: string) =>
    policy.signature?.signed.some((part) => "from" in part && part.from === from) ?? false;
  const stale = [
    // Far enough from the tolerance that a slow compiler does not matter.
    sent("a minute old", true, { at: now - 60 }),
    sent("an hour old", false, { at: now - 3_600 }),
    sent("from an hour ahead", false, { at: now + 3_600 }),
    ...["", "abc", "1e9", "-5", "0x7", "9".repeat(20), `0${now}`, `${now + 1}`].map((value) =>
      replaced(genuine, `another time: ${value}`, { from: String(now), to: value }),
    ),
  ];
  const rotating = [
    sent("signed with the new and the old secret", true, { secrets: [stranger, secret] }),
    sent("signed with two secrets that are not mine", false, { secrets: [stranger, stranger] }),
  ];
  return [
    genuine,
    sent("another body", true, { body: Buffer.from("null") }),
    { ...genuine, name: "tampered with", accepted: false, body: other(BODY) },
    { ...genuine, name: "without its last newline", accepted: false, body: BODY.subarray(0, -2) },
    { ...genuine, name: "without a body", accepted: false, body: Buffer.alloc(0) },
    sent("signed with another secret", false, { secrets: [stranger] }),
    ...(signs("attempt-timestamp") ? stale : []),
    ...(signs("event-id") ? [replaced(genuine, "another id", { from: "evt_01", to: "evt_02" })] : []),
    ...(policy.signature?.separator != null ? rotating : []),
    ...malformed(policy, genuine, signature),
  ];
}

function malformed(policy: DeliveryPolicy, genuine: Case, signature: string): Case[] {
  const { prefix = "", encoding = "hex" } = policy.signature ?? {};
  const encoded = signature.slice(prefix.length);
  const otherEncoding = Buffer.from(encoded, encoding).toString(encoding === "hex" ? "base64" : "hex");
  const carrier = genuine.headers.filter(([, value]) => value.includes(signature)).map(([name]) => name);
  const instead: [name: string, value: string][] = [
    ["an empty signature", ""],
    ["only the prefix", prefix],
    ["half a signature", signature.slice(0, -20)],
    ["a signature and more", `${signature}0`],
    ["a signature in another encoding", prefix + otherEncoding],
    ["a signature of Ünicode", `${prefix}é`],
    ["separators alone", ", ,;  =.=,"],
  ];
  return [
    {
      ...genuine,
      name: "without a signature",
      accepted: false,
      headers: genuine.headers.filter(([name]) => !carrier.includes(name)),
    },
    ...instead.map(([name, value]) => replaced(genuine, name, { from: signature, to: value })),
  ];
}

function replaced(genuine: Case, name: string, { from, to }: { from: string; to: string }): Case {
  const headers = genuine.headers.map(([header, value]): [string, string] => [
    header,
    value.replaceAll(from, () => to),
  ]);
  return { ...genuine, name, accepted: false, headers };
}
