/** For tests: one request each of systems that we do not come with, from their own documentation where it has one. */
import { createHmac } from "node:crypto";
import type { SignaturePolicy } from "@/lib/policy/delivery-policy";
import type { DialectDraft } from "@/lib/policy/infer-dialect";
import { BUILT_IN_DIALECTS } from "./built-in";

export type Sample = {
  headers: [string, string][];
  body: string;
  secret: string;
  expected: Partial<DialectDraft>;
};

const hmac = (secret: string, text: string) => createHmac("sha256", secret).update(text);
const order = '{"id":820982911946154508,"email":"jon@example.com"}';
const stripeBody =
  '{"id":"evt_1","object":"event","created":1747242392,"type":"charge.succeeded","data":{"object":{}}}';
const stripeSecret = "whsec_wRNftLajMZNeslQOP6vEPm4iVx5NlZ6z";
const stripe = (at: string) => hmac(stripeSecret, `${at}.${stripeBody}`).digest("hex");

export const FOREIGN_SAMPLES: Record<string, Sample> = {
  // docs.github.com, "Validating webhook deliveries", its own test values.
  GitHub: {
    secret: "It's a Secret to Everybody",
    body: "Hello, World!",
    headers: [
      ["User-Agent", "GitHub-Hookshot/044aadd"],
      ["Content-Type", "application/json"],
      ["X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"],
      ["X-GitHub-Event", "issues"],
      ["X-GitHub-Hook-ID", "292430182"],
      ["X-GitHub-Hook-Installation-Target-Type", "repository"],
      [
        "X-Hub-Signature",
        `sha1=${createHmac("sha1", "It's a Secret to Everybody").update("Hello, World!").digest("hex")}`,
      ],
      ["X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"],
    ],
    expected: {
      signature: {
        algorithm: "hmac-sha256",
        signed: [{ from: "body" }],
        encoding: "hex",
        prefix: "sha256=",
        separator: null,
      },
      secretFormat: "characters",
      headers: [
        { name: "X-GitHub-Delivery", value: "event-id" },
        { name: "X-GitHub-Event", value: "type" },
        { name: "X-GitHub-Hook-ID", value: "endpoint-id" },
        { name: "X-Hub-Signature-256", value: "signature" },
      ],
      userAgent: "GitHub-Hookshot/044aadd",
      toleranceSeconds: null,
    },
  },
  // docs.stripe.com, "Verify webhook signatures manually": signed_payload is the timestamp, a dot and the body.
  Stripe: {
    secret: stripeSecret,
    body: stripeBody,
    headers: [
      [
        "Stripe-Signature",
        `t=1747242392,v1=${stripe("1747242392")},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`,
      ],
    ],
    expected: {
      signature: {
        algorithm: "hmac-sha256",
        signed: [{ from: "attempt-timestamp" }, { literal: "." }, { from: "body" }],
        encoding: "hex",
        prefix: "v1=",
        separator: ",",
      },
      secretFormat: "characters",
      headers: [
        {
          name: "Stripe-Signature",
          value: {
            list: [
              { prefix: "t=", from: "attempt-timestamp" },
              { prefix: "", from: "signature" },
            ],
            join: ",",
          },
        },
      ],
      toleranceSeconds: 300,
    },
  },
  // shopify.dev, "Verify webhook deliveries": base64 of the HMAC of the raw body.
  Shopify: {
    secret: "hush-not-a-real-client-secret-00",
    body: order,
    headers: [
      ["X-Shopify-Topic", "orders/create"],
      ["X-Shopify-Hmac-Sha256", hmac("hush-not-a-real-client-secret-00", order).digest("base64")],
      ["X-Shopify-Shop-Domain", "example.myshopify.com"],
      ["X-Shopify-API-Version", "2026-01"],
      ["X-Shopify-Event-Id", "98880550-7158-44d4-b7cd-2c97c8a091b5"],
    ],
    expected: {
      signature: {
        algorithm: "hmac-sha256",
        signed: [{ from: "body" }],
        encoding: "base64",
        prefix: "",
        separator: null,
      },
      secretFormat: "characters",
      headers: [
        { name: "X-Shopify-Topic", value: "type" },
        { name: "X-Shopify-Hmac-Sha256", value: "signature" },
        { name: "X-Shopify-Event-Id", value: "event-id" },
      ],
      toleranceSeconds: null,
    },
  },
  // docs.slack.dev, "Verifying requests from Slack", its own test values.
  "Slack request signing": {
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    headers: [
      ["Content-Type", "application/x-www-form-urlencoded"],
      ["X-Slack-Request-Timestamp", "1531420618"],
      ["X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"],
    ],
    expected: {
      signature: {
        algorithm: "hmac-sha256",
        signed: [{ literal: "v0:" }, { from: "attempt-timestamp" }, { literal: ":" }, { from: "body" }],
        encoding: "hex",
        prefix: "v0=",
        separator: null,
      },
      secretFormat: "characters",
      headers: [
        { name: "X-Slack-Request-Timestamp", value: "attempt-timestamp" },
        { name: "X-Slack-Signature", value: "signature" },
      ],
      contentType: "application/x-www-form-urlencoded",
      toleranceSeconds: 300,
    },
  },
  // standardwebhooks' specification, its own test values.
  "Standard Webhooks": {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    body: '{"test": 2432232314}',
    headers: [
      ["webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"],
      ["webhook-timestamp", "1614265330"],
      ["webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
    ],
    expected: {
      signature: BUILT_IN_DIALECTS.standard.signature as SignaturePolicy,
      secretFormat: "whsec-base64",
      headers: [...BUILT_IN_DIALECTS.standard.headers],
      toleranceSeconds: 300,
    },
  },
};
