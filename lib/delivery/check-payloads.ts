/**
 * Holds published payloads against their types' schemas, where the workspace wants that: `warn` counts what does
 * not fit, `block` refuses it. What the schema itself cannot decide is counted and goes through.
 */
import type { FieldError } from "@/lib/contract/problem";
import { isUndecided, payloadSchema } from "@/lib/payload-schemas";
import type { Accepted, NewEvent } from "./accept";
import type { Routing } from "./routing";
import { noteViolation } from "./violations";

/**
 * What to answer instead of taking the events, which were published together; null when they may be taken. A
 * refusal by what is `remembered` is only `"stale"`: the schema may have changed since that was read.
 */
export function refusedPayloads(
  routing: Routing,
  events: readonly NewEvent[],
  knowledge: "remembered" | "fresh",
): Accepted[] | "stale" | null {
  const found = events.map((event) => problemsIn(routing, event));
  const isRefused = (problems: FieldError[]) =>
    routing.schemaCheck === "block" && problems.length > 0 && !isUndecided(problems);
  const refuses = found.some(isRefused);
  if (refuses && knowledge === "remembered") return "stale";
  for (const [index, problems] of found.entries()) {
    if (problems.length === 0) continue;
    noteViolation(routing, events[index] as NewEvent, { problems, isRefused: isRefused(problems) });
  }
  if (!refuses) return null;
  return found.map((problems) =>
    isRefused(problems) ? { kind: "schema-violation", problems } : { kind: "not-taken" },
  );
}

/** A test send is its sender's own matter. */
function problemsIn({ types }: Routing, { type, payload, only }: NewEvent): FieldError[] {
  const schema = only === undefined && types.get(type)?.schema;
  if (!schema) return [];
  return payloadSchema(schema)?.check(JSON.parse(Buffer.from(payload).toString("utf8"))) ?? [];
}
