import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { counters } from "./metrics";

it("are all explained on their page, and nothing else is", () => {
  const page = readFileSync("docs/metrics.md", "utf8");
  const explained = [...page.matchAll(/`(posthorn_\w+)`/g)].map(([, name]) => name);
  const registered = Object.values(counters.registries).flatMap((registry) =>
    registry.getMetricsAsArray().map(({ name }) => name),
  );
  expect([...new Set(explained)].sort()).toEqual(registered.sort());
});
