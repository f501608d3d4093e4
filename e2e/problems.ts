/** What every refusal of the API has to look like. */
import { expect } from "vitest";
import { problem } from "@/lib/contract/problem";
import type { Answer } from "./api";

/** Holds an answer to being a problem (RFC 9457) of one of these statuses, and answers what it says. */
export function expectProblem(answer: Answer, statuses: number[] = [422]) {
  expect(statuses, `${answer.status} ${answer.text.slice(0, 300)}`).toContain(answer.status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const said = problem.parse(JSON.parse(answer.text));
  expect(said.status).toBe(answer.status);
  expect(said.detail).not.toBe("");
  return said;
}
