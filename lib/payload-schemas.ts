/**
 * Checks payloads against the JSON Schemas that people wrote for their types. A schema comes from a workspace and
 * may hold patterns and references that take for ever, so whatever could is checked under a time limit that also
 * ends a running regular expression; what cannot be decided is not held against the payload.
 */
import vm from "node:vm";
import { dereference, type Schema, Validator, validate } from "@cfworker/json-schema";
import type { FieldError } from "./contract/problem";
import { draftOf, problemsOf } from "./contract/schema-problems";
import { processWide } from "./platform/process-wide";

/** A schema that can be used, compiled once per process and text. */
export type PayloadSchema = { check: (payload: unknown) => FieldError[] };

const MAX_SCHEMAS = 2_000;
const LIMIT_MS = 200;
/** Who ran out of time is left alone for so long: the same would happen with the next payload. */
const REST_MS = 60_000;

/** Told of a payload when the schema gave no answer; it counts, but never refuses. */
const UNDECIDED: FieldError = { field: "data", message: "could not be checked: the schema took too long" };
export const isUndecided = (problems: readonly FieldError[]): boolean =>
  problems[0]?.message === UNDECIDED.message;

/** Keywords whose cost the schema's and the payload's size do not bound. */
const UNBOUNDED = /"(pattern|patternProperties|uniqueItems|format|\$ref|\$recursiveRef)"\s*:/;

const schemas = processWide("payload-schemas", () => new Map<string, PayloadSchema | null>());

/** The compiled schema of that text, null when it is none that can be used. Equal texts share one. */
export function payloadSchema(text: string): PayloadSchema | null {
  const known = schemas.get(text);
  if (known !== undefined) return known;
  const made = schemaMistake(text) === null ? compile(text) : null;
  if (schemas.size >= MAX_SCHEMAS) schemas.delete(schemas.keys().next().value as string);
  schemas.set(text, made);
  return made;
}

const texts = processWide("schema-texts", () => new Map<string, string>());

/** The types with one copy of each schema's text per process, however many projects know it. */
export function withSharedSchemas<Type extends { schema?: string | null }>(
  types: Record<string, Type>,
): Record<string, Type> {
  for (const type of Object.values(types)) {
    if (!type.schema) continue;
    const shared = texts.get(type.schema);
    if (shared === undefined) {
      if (texts.size >= MAX_SCHEMAS) texts.delete(texts.keys().next().value as string);
      texts.set(type.schema, type.schema);
    } else type.schema = shared;
  }
  return types;
}

function compile(text: string): PayloadSchema {
  const schema = JSON.parse(text) as Schema;
  const validator = new Validator(schema, draftOf(schema), false);
  const find = (payload: unknown) => problemsOf(validator.validate(payload).errors);
  if (!UNBOUNDED.test(text)) return { check: find };
  let restsUntil = 0;
  const check = (payload: unknown) => {
    if (performance.now() < restsUntil) return [UNDECIDED];
    try {
      return inTime(() => find(payload));
    } catch {
      // Out of time, or of stack on a schema's circles: neither says anything about the payload.
      restsUntil = performance.now() + REST_MS;
      return [UNDECIDED];
    }
  };
  return { check };
}

type Room = { sandbox: { work: () => unknown }; context: vm.Context; script: vm.Script };
const room = processWide<Room>("schema-room", () => {
  const sandbox = { work: () => undefined };
  return { sandbox, context: vm.createContext(sandbox), script: new vm.Script("work()") };
});

/** Runs `work` and ends it by an error, wherever it is, when the time is over. */
function inTime<Answer>(work: () => Answer): Answer {
  room.sandbox.work = work;
  return room.script.runInContext(room.context, { timeout: LIMIT_MS }) as Answer;
}

/** Why a text (JSON already) cannot be used as a schema; null when it can. */
export function schemaMistake(text: string): string | null {
  const schema: unknown = JSON.parse(text);
  if (typeof schema === "boolean") return null;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    return "must be a JSON Schema: an object, true or false";
  try {
    const lookup = dereference(schema as Schema);
    for (const part of Object.values(lookup)) {
      if (typeof part !== "object") continue;
      const { $ref, __absolute_ref__: target, pattern, patternProperties } = part;
      if ($ref !== undefined && !(target && lookup[target])) return `refers to ${$ref}, which is not in it`;
      for (const each of [pattern ?? "", ...Object.keys(patternProperties ?? {})]) new RegExp(each, "u");
    }
    // What has the wrong shape shows when it is used.
    for (const sample of SAMPLES) inTime(() => validate(sample, schema as Schema, draftOf(schema), lookup));
    return null;
  } catch (error) {
    return `cannot be used as a JSON Schema: ${(error as Error).message.split("\n")[0]}`;
  }
}

const SAMPLES = [null, true, 0, "", [], [{}], {}];
