import { expect, it } from "vitest";
import { redisPlace } from "./redis";

it.each([
  ["redis://cache:6379/2", false, ["redis://cache:6379/2"]],
  ["rediss://:p%40ss@cache", false, ["rediss://:p%40ss@cache"]],
  ["redis+cluster://a:7000", true, ["redis://a:7000"]],
  ["redis+cluster://a:7000,b:7001,c/", true, ["redis://a:7000", "redis://b:7001", "redis://c"]],
  [
    "rediss+cluster://u:p%40ss@a:7000,[::1]:7001",
    true,
    ["rediss://u:p%40ss@a:7000", "rediss://u:p%40ss@[::1]:7001"],
  ],
])("%s", (url, isCluster, nodes) => expect(redisPlace(url)).toEqual({ isCluster, nodes }));

it("a cluster without nodes is refused in a sentence that shows no password", () => {
  expect(() => redisPlace("redis+cluster://:canary@")).toThrow(/^REDIS_URL: a cluster is redis\+cluster:/);
  expect(() => redisPlace("redis+cluster://:canary@")).not.toThrow(/canary/);
});
