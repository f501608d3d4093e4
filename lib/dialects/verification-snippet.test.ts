import { describe, expect, test } from "vitest";
import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";
import { SNIPPET_LANGUAGES, verificationSnippet } from "@/lib/policy/verification-snippet";
import { BUILT_IN_DIALECTS } from "./built-in";

const { standard, spectora, slack } = BUILT_IN_DIALECTS;
const signature = standard.signature as NonNullable<DeliveryPolicy["signature"]>;
const node = (policy: DeliveryPolicy, options = {}) => verificationSnippet("node", policy, options)?.code;

// That the code runs and is right is shown in `e2e/http/verification-snippets.spec.ts`.

test("there is one for every language, and it says what it needs", () => {
  for (const language of SNIPPET_LANGUAGES) {
    const snippet = verificationSnippet(language, standard);
    expect(snippet).toMatchObject({ language, title: expect.any(String), requires: expect.any(String) });
    expect(snippet?.code.toLowerCase()).toContain(language === "shell" ? "webhook_id" : "webhook-id");
    expect(snippet?.dependencies).toEqual(
      language === "rust" ? ['base64 = "0.22"', 'hmac = "0.12"', 'sha2 = "0.10"'] : [],
    );
  }
});

test("a dialect that signs no time is not asked for one", () => {
  for (const language of SNIPPET_LANGUAGES)
    expect(verificationSnippet(language, BUILT_IN_DIALECTS.spectra)?.code).not.toMatch(/toleran|timestamp/i);
});

test("of several headers with the same value, the first or the wanted one is read", () => {
  expect(node(spectora)).toContain("svix-signature");
  expect(node(spectora)).not.toContain("webhook-signature");
  const headerNames = { signature: "Webhook-Signature", timestamp: "webhook-timestamp", id: "webhook-id" };
  expect(node(spectora, { headerNames })).toBe(node(standard));
  expect(node(spectora, { headerNames: { signature: "x-other" } })).toBe(node(spectora));
});

test("the tolerance is the caller's", () => {
  expect(node(standard)).toContain("TOLERANCE_SECONDS = 300;");
  expect(node(standard, { toleranceSeconds: 60 })).toContain("TOLERANCE_SECONDS = 60;");
});

describe("there is nothing to verify", () => {
  const without: [why: string, policy: DeliveryPolicy][] = [
    ["unsigned", slack],
    ["signed with a key pair", { ...standard, signature: { ...signature, algorithm: "ed25519" } }],
    ["the secret is half of a key pair", { ...standard, secretFormat: "whsk-base64" }],
    ["the signature does not travel", { ...standard, headers: standard.headers.slice(0, 2) }],
    ["the id does not travel", { ...standard, headers: standard.headers.slice(1) }],
    ["the time does not travel", { ...standard, headers: standard.headers.filter((_, i) => i !== 1) }],
    ["the separator stands in the prefix", { ...standard, signature: { ...signature, separator: "," } }],
    ["the separator stands in signatures", { ...standard, signature: { ...signature, separator: "/" } }],
  ];
  test.each(without)("%s", (_why, policy) => {
    for (const language of SNIPPET_LANGUAGES) expect(verificationSnippet(language, policy)).toBeNull();
  });
});

test("a dialect's name and title cannot get into the code", () => {
  const evil = { ...standard, name: "*/ evil", title: "\n*/ process.exit() /*" };
  for (const language of SNIPPET_LANGUAGES)
    expect(verificationSnippet(language, evil)?.code).toBe(verificationSnippet(language, standard)?.code);
});
