/**
 * The API held to its own description: for every operation of docs/openapi.json, right and wrong requests made from
 * its schemas. No answer is a fault of ours, each has a status and a body that the description says. `SEED` repeats
 * a run; `FUZZ_SECONDS` makes it longer (`npm run fuzz -- --minutes 10`).
 */
import fs from "node:fs";
import { Validator } from "@cfworker/json-schema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Client, client, newEndpoint, newWorkspace, publish, rootClient } from "@/e2e/api";
import { type Product, startProduct } from "@/e2e/product";
import { firstOwner } from "@/e2e/session";
import { type JsonSchema, schemaValues } from "@/lib/contract/schema-values";
import { seededRandom } from "@/lib/policy/json-text-generator";

type Parameter = { in: "path" | "query" | "header"; name: string; required?: boolean; schema: JsonSchema };
type Content = Record<string, { schema: JsonSchema }>;
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content; $ref?: string }>;
};
type Described = { path: string; method: string } & Operation;

const document = JSON.parse(fs.readFileSync("docs/openapi.json", "utf8")) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; responses?: Record<string, { content?: Content }> };
};
const operations: Described[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    path,
    method: method.toUpperCase(),
  })),
);

/** A stream never ends, an audit waits for a receiver, and the others take away with what all of this is asked. */
const NOT_ASKED = new Set([
  "watchProject",
  "auditReceiver",
  "deleteProject",
  "endOtherSessions",
  "changePassword",
  "leavePortal",
]);

const seed = Number(process.env.SEED ?? Date.now() % 1e9);
const random = seededRandom(seed);
const values = schemaValues(document.components.schemas, random);
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 25);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** Who asks: a client, and headers instead of its key. */
type Caller = { by: Client; headers: Record<string, string> };
let product: Product;
let callers: Caller[];
let known: Record<string, string[]>;

beforeAll(async () => {
  console.log(`requests from the description: SEED=${seed}`);
  // Of its own: what it sends makes a mess of an installation, and nothing need be delivered.
  product = await startProduct({ backend: "postgres", workers: 0 });
  const api = await newWorkspace(product);
  const owner = await firstOwner(product);
  const { id: workspace } = await api.call("getWorkspace");
  const { id: project } = await api.call("createProject", {}, { body: { name: "Fuzzed" } });
  const { id: endpoint } = await newEndpoint(api, project, { url: "http://127.0.0.1:9/" });
  const { id: event, deliveries } = await publish(api, project);
  const person = {
    by: client(product, ""),
    headers: { ...owner, "X-Workspace": workspace },
  };
  callers = [
    ...Array.from({ length: 4 }, () => ({ by: api, headers: {} })),
    ...Array.from({ length: 4 }, () => person),
    { by: rootClient(product), headers: { "X-Workspace": workspace } },
    { by: client(product, ""), headers: {} },
  ];
  known = {
    project: [project],
    endpoint: [endpoint],
    event: [event, "order.created"],
    delivery: [deliveries[0]?.id ?? ""],
    name: ["order.created", "standard", "spectra"],
  };
}, 120_000);
afterAll(async () => {
  console.log(`${asked} requests, by status: ${JSON.stringify(counted)}`);
  await product?.stop();
});

let asked = 0;
const counted: Record<string, number> = {};

const PATH_WORDS = [
  "x",
  "%00",
  "%ff",
  "..%2f..",
  "ep_01jv0000000000000000000000",
  "%F0%9F%8D%9D",
  "a".repeat(300),
];

function pathOf({ path, parameters = [] }: Described, isRight: boolean): string {
  const query = new URLSearchParams();
  for (const { name, schema, required } of parameters.filter((each) => each.in === "query")) {
    if (!required && random() < 0.6) continue;
    const value = isRight || random() < 0.5 ? values.right(schema) : values.wrong(schema);
    for (const each of [value].flat()) query.append(name, String(each).slice(0, 2_000).toWellFormed());
  }
  if (!isRight && random() < 0.1) query.append(pick(["x", "__proto__", "limit[]"]), "1");
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const fitting = known[name] ?? [];
    const isKnown = name === "project" ? random() < 0.95 : random() < (isRight ? 0.9 : 0.5);
    return isKnown && fitting.length > 0 ? encodeURIComponent(pick(fitting)) : pick(PATH_WORDS);
  });
  return `${filled}${query.size > 0 ? `?${query}` : ""}`;
}

const NOT_JSON = [
  "",
  "{",
  "nul",
  "[1,]",
  '{"a":1}{"b":2}',
  "\u0000",
  "[".repeat(5_000),
  '"\\ud800"',
  "1e400",
];

function bodyOf({ requestBody }: Described, isRight: boolean): string | undefined {
  const schema = requestBody?.content["application/json"]?.schema;
  if (!schema) return undefined;
  if (isRight) return JSON.stringify(values.right(schema, pick(["least", "any"])));
  return random() < 0.15 ? pick(NOT_JSON) : JSON.stringify(values.wrong(schema));
}

async function ask(operation: Described): Promise<{ answer: Answer; request: string }> {
  const isRight = random() < 0.5;
  const [at, body] = [pathOf(operation, isRight), bodyOf(operation, isRight)];
  const type = random() < 0.95 ? "application/json" : pick(["text/plain", "application/xml", ""]);
  const headers: Record<string, string> = {
    "Content-Type": type,
    ...(random() < 0.1 ? { "Idempotency-Key": pick(["a", "b", "é", "x".repeat(256)]) } : {}),
  };
  const { by, headers: own } = pick(callers);
  const sent = { ...(body === undefined ? {} : { body }), headers: { ...headers, ...own } };
  const answer = await by.send(operation.method, at, sent);
  asked++;
  counted[answer.status] = (counted[answer.status] ?? 0) + 1;
  return { answer, request: `${operation.method} ${at} ${body?.slice(0, 1_000) ?? ""}` };
}

const validators = new Map<string, Validator>();

/** What is said of an answer with this status, if anything is. */
function described(operation: Described, status: number) {
  const response = operation.responses[status];
  const name = response?.$ref?.split("/").at(-1);
  return name ? document.components.responses?.[name] : response;
}

function held(operation: Described, { status, headers, text }: Answer): string | null {
  if (status >= 500 && status !== 503) return "a fault of ours";
  const response = described(operation, status);
  if (!response) return "a status that is not described";
  const [type, content] = Object.entries(response.content ?? {})[0] ?? [];
  if (!type) return text === "" ? null : "a body where none is described";
  const [given = ""] = (headers.get("content-type") ?? "").split(";");
  if (!(given in (response.content ?? {}))) return `the content type ${given}`;
  // What is a file is not looked into.
  if (!type.endsWith("json")) return null;
  const key = `${operation.operationId} ${status}`;
  const { components } = document;
  const validator =
    validators.get(key) ?? new Validator({ ...content?.schema, components } as object, "2020-12", false);
  validators.set(key, validator);
  const { valid, errors } = validator.validate(JSON.parse(text));
  return valid
    ? null
    : errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`).join("; ");
}

/** What was made is asked for afterwards. */
function remember({ answer }: { answer: Answer }): void {
  if (answer.status !== 201 && answer.status !== 202) return;
  const id = /"id":"((ep|evt|dlv|rpl|plk|inb|viw|prj)_[0-9a-z]{26})"/.exec(answer.text)?.[1];
  const names: Record<string, string> = {
    ep: "endpoint",
    evt: "event",
    dlv: "delivery",
    rpl: "job",
    plk: "link",
  };
  const kind = { ...names, inb: "inbox", viw: "view" }[id?.split("_")[0] ?? ""];
  if (id && kind) known[kind] = [...(known[kind] ?? []).slice(-5), id];
}

test(
  "every answer is one that the description says",
  async () => {
    const until = performance.now() + SECONDS * 1_000;
    const faults = new Map<string, string>();
    const round = operations.filter(({ operationId }) => !NOT_ASKED.has(operationId));
    expect(round.length).toBeGreaterThan(80);
    for (let rounds = 0; performance.now() < until || rounds < 2; rounds++)
      for (const operation of round) {
        if (rounds >= 2 && performance.now() > until) break;
        const result = await ask(operation);
        remember(result);
        const fault = held(operation, result.answer);
        const { status, text } = result.answer;
        if (fault)
          faults.set(
            `${operation.operationId} ${status}: ${fault}`,
            `${result.request}\n  → ${text.slice(0, 300)}`,
          );
      }
    expect([...faults].map(([fault, request]) => `${fault}\n  ${request}`)).toEqual([]);
  },
  (SECONDS + 120) * 1_000,
);
