import { expect, test, vi } from "vitest";

async function stamped(trustProxy: boolean, forwarded: string | undefined, peer: string | undefined) {
  vi.resetModules();
  vi.stubEnv("TRUST_PROXY", String(trustProxy));
  const { clientAddress, stampClientAddress } = await import("./client-address");
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  stampClientAddress(headers, peer);
  return clientAddress(new Headers(headers as Record<string, string>));
}

test.each([
  [false, undefined, "192.0.2.1", "192.0.2.1"],
  [false, "10.0.0.1", "192.0.2.1", "192.0.2.1"],
  [false, "10.0.0.1, 10.0.0.2", undefined, ""],
  [true, "10.0.0.1", "192.0.2.1", "10.0.0.1"],
  [true, "spoofed, 10.0.0.1", "192.0.2.1", "10.0.0.1"],
  [true, undefined, "192.0.2.1", "192.0.2.1"],
  [true, "", "192.0.2.1", "192.0.2.1"],
])("trusting %s, %j from %j is %j", async (trustProxy, forwarded, peer, address) =>
  expect(await stamped(trustProxy, forwarded, peer)).toBe(address),
);
