import { afterAll, expect, test } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import {
  admit,
  FAILURES_PER_ACCOUNT,
  FAILURES_PER_ADDRESS,
  forgive,
  neighbourhood,
} from "./sign-in-throttle";

afterAll(closeDb);

const tries = (count: number, account: string, address: string) =>
  Promise.all(Array.from({ length: count }, () => admit({ account, address })));
const admitted = (all: { admitted: boolean }[]) => all.filter((each) => each.admitted).length;

test("the sixth attempt on an account from one address is refused, with the time to wait", async () => {
  const attempt = { account: "a@example.com", address: "192.0.2.1" };
  for (let n = 0; n < FAILURES_PER_ACCOUNT; n++) expect(await admit(attempt)).toEqual({ admitted: true });
  const refused = await admit(attempt);
  expect(refused).toEqual({ admitted: false, retryAfterSeconds: expect.any(Number) });
  if (refused.admitted) throw new Error("unreachable");
  expect(refused.retryAfterSeconds).toBeGreaterThan(890);
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(900);
});

test("the victim is let in from another address, and others from the same one", async () => {
  for (let n = 0; n < 7; n++) await admit({ account: "victim@example.com", address: "192.0.2.2" });
  expect(await admit({ account: "victim@example.com", address: "192.0.2.2" })).toMatchObject({
    admitted: false,
  });
  expect(await admit({ account: "victim@example.com", address: "192.0.2.3" })).toEqual({ admitted: true });
  expect(await admit({ account: "someone@example.com", address: "192.0.2.2" })).toEqual({ admitted: true });
});

test("a hundred parallel attempts are never more than five", async () => {
  expect(admitted(await tries(100, "b@example.com", "192.0.2.4"))).toBeLessThanOrEqual(FAILURES_PER_ACCOUNT);
  await tries(10, "b@example.com", "192.0.2.4");
  const kept = await db.signInFailure.count({ where: { address: "192.0.2.4" } });
  expect(kept).toBeLessThanOrEqual(FAILURES_PER_ACCOUNT);
});

test("an address that tries many accounts is refused for all of them", async () => {
  for (let n = 0; n < FAILURES_PER_ADDRESS; n++) {
    expect(await admit({ account: `${n}@example.com`, address: "192.0.2.5" })).toEqual({ admitted: true });
  }
  expect(await admit({ account: "fresh@example.com", address: "192.0.2.5" })).toMatchObject({
    admitted: false,
  });
});

test("a right password takes back what was counted", async () => {
  const attempt = { account: "c@example.com", address: "192.0.2.6" };
  for (let n = 0; n < 4; n++) await admit(attempt);
  await forgive(attempt);
  expect(admitted([await admit(attempt), await admit(attempt)])).toBe(2);
});

test("after 15 minutes a failure counts no more, and its row goes", async () => {
  const attempt = { account: "d@example.com", address: "192.0.2.7" };
  for (let n = 0; n < 5; n++) await admit(attempt);
  await db.$executeRaw`UPDATE sign_in_failures SET at = at - interval '15 minutes 1 second'`;
  expect(await admit(attempt)).toEqual({ admitted: true });
  const old = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM sign_in_failures WHERE at < clock_timestamp() - interval '15 minutes' AND address = '192.0.2.7'`;
  expect(old).toHaveLength(0);
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:2::", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ["", ""],
  ["not an address", "not an address"],
])("%s counts as %s", (address, expected) => expect(neighbourhood(address)).toBe(expected));
