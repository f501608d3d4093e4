import fs from "node:fs";
import { type OutputUnit, Validator } from "@cfworker/json-schema";
import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/policy/json-text-generator";
import { matching } from "./pattern-values";
import { type JsonSchema, schemaValues } from "./schema-values";

type Operation = {
  operationId: string;
  requestBody?: { content: { "application/json": { schema: JsonSchema } } };
};
const document = JSON.parse(fs.readFileSync("docs/openapi.json", "utf8")) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
};
const bodies = Object.values(document.paths)
  .flatMap((path) => Object.values(path))
  .flatMap(({ operationId, requestBody }) =>
    requestBody ? [[operationId, requestBody.content["application/json"].schema] as const] : [],
  );

const random = seededRandom(7);
const values = schemaValues(document.components.schemas, random);

const { components } = document;
const validatorOf = (schema: JsonSchema) => new Validator({ ...schema, components } as object, "2020-12");

/** A payload may be whatever it likes. */
const isAnything = ({ $ref = "", anyOf = [] }: JsonSchema) =>
  $ref.includes("__schema") || anyOf.some(({ type }) => type === "null");

describe.each(bodies)("the body of %s", (_, schema) => {
  const validator = validatorOf(schema);
  const faults = (value: unknown): OutputUnit[] => validator.validate(value).errors;

  it("is made right", () => {
    for (let n = 0; n < 30; n++)
      for (const how of ["least", "any"] as const) {
        const value = values.right(schema, how);
        expect(faults(value), JSON.stringify(value)).toEqual([]);
      }
  });

  if (!isAnything(schema))
    it("is made wrong", () => {
      const made = Array.from({ length: 50 }, () => values.wrong(schema));
      expect(made.filter((value) => faults(value).length > 0).length).toBeGreaterThan(10);
    });
});

it.each([
  "^prj_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}$",
  "^[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*\\.\\*$",
  "^([1-9]\\d\\d|[1-9]xx)$",
  "^[a-z]+\\/[a-z0-9.+-]+(; ?[a-z0-9=-]+)?$",
  "^[\\x20-\\x7e]*$",
])("a text matches %s", (pattern) => {
  for (let n = 0; n < 50; n++) expect(matching(pattern, random)).toMatch(new RegExp(pattern));
});
