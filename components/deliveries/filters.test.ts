import { expect, it } from "vitest";
import { loadDeliveryFilters, queryOf, replayableFilter, tidyQuery } from "./filters";

const read = (query: string) => loadDeliveryFilters(new URLSearchParams(query));

it("writes filters in one order and without the page, and reads what it wrote", () => {
  const query = queryOf(read("cursor=abc&range=24h&status=failed,cancelled&q=a+b"));
  expect(query).toBe("q=a+b&status=failed,cancelled&range=24h");
  expect(tidyQuery(query)).toBe(query);
  expect(tidyQuery("nonsense=1&status=failed,gone")).toBe("status=failed");
  expect(queryOf(read(""))).toBe("");
});

it("everything that matches can be replayed by what a replay can be asked for, and never simply everything", () => {
  expect(replayableFilter(read("status=failed&type=a.b&endpoint=ep_1&until=2026-01-01T00:00:00Z"))).toEqual({
    status: ["failed"],
    type: "a.b",
    endpointId: "ep_1",
    until: "2026-01-01T00:00:00Z",
  });
  expect(replayableFilter(read("range=24h"))).toEqual({ since: expect.any(String) });
  for (const query of [
    "",
    "q=x",
    "status=failed&q=x",
    "status=failed,pending",
    "event=evt_1",
    "httpStatus=5xx&type=a",
    "channel=emea&type=a",
  ])
    expect(replayableFilter(read(query)), query).toBeNull();
});
