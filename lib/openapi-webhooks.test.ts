import { expect, it } from "vitest";
import { webhookTypes } from "./openapi-webhooks";

const document = {
  openapi: "3.1.0",
  webhooks: {
    "order.shipped": {
      post: {
        summary: "Order shipped",
        description: "Once, when the parcel leaves.",
        tags: ["orders"],
        requestBody: {
          content: {
            "application/json; charset=utf-8": {
              schema: { $ref: "#/components/schemas/Order" },
              examples: { usual: { value: { id: 1 } } },
            },
          },
        },
      },
    },
    "order.lost": { $ref: "#/components/pathItems/Lost" },
    "no-type": { post: {} },
    bare: { post: { tags: ["not a category!"] } },
  },
  components: {
    pathItems: { Lost: { post: { requestBody: { $ref: "#/components/requestBodies/Lost" } } } },
    requestBodies: { Lost: { content: { "application/json": { example: "gone" } } } },
    schemas: {
      Order: {
        type: "object",
        properties: {
          id: { type: "integer" },
          parent: { $ref: "#/components/schemas/Order" },
          by: { $ref: "#/components/schemas/a~1b" },
        },
      },
      "a/b": { type: "string" },
      Unused: {},
    },
  },
};

it("makes a type of every webhook, and names those that cannot be one", () => {
  const { types, refused } = webhookTypes(document);
  expect(types.map(({ name }) => name)).toEqual(["order.shipped", "order.lost", "bare"]);
  expect(refused).toEqual(["no-type"]);
  expect(types[0]).toMatchObject({
    category: "orders",
    description: "Order shipped\n\nOnce, when the parcel leaves.",
    example: '{"id":1}',
  });
  expect(types[1]).toMatchObject({ example: '"gone"', schema: null });
  expect(types[2]).toEqual({ name: "bare", category: null, description: "", schema: null, example: null });
});

it("brings along what a schema refers to, also in circles", () => {
  const [shipped] = webhookTypes(document).types;
  expect(JSON.parse(shipped?.schema ?? "")).toEqual({
    $ref: "#/$defs/Order",
    $defs: {
      Order: {
        type: "object",
        properties: {
          id: { type: "integer" },
          parent: { $ref: "#/$defs/Order" },
          by: { $ref: "#/$defs/a~1b" },
        },
      },
      "a/b": { type: "string" },
    },
  });
});

it.each([
  [{}, []],
  [{ webhooks: [] }, []],
  [{ webhooks: { x: null } }, ["x"]],
  [{ webhooks: { x: { $ref: "#/webhooks/x" } } }, ["x"]],
  [{ webhooks: { x: { $ref: "https://evil.example/x" } } }, ["x"]],
  [{ webhooks: { x: { post: { requestBody: { $ref: "#/constructor/prototype" } } } } }, ["x"]],
])("%j breaks nothing", (given, names) => {
  expect(webhookTypes(given).types.map(({ name }) => name)).toEqual(names);
});
