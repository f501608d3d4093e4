/** Every list and chart, asked as its pages ask: Postgres reads no table for it, and sorts nothing that grows. */
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeMember, respond } from "@/app/api/api-fixture";
import { ROUTES, type RouteName } from "@/lib/contract/routes";
import { closeDb, db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { publicId } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { type Ledger, openLedger } from "./ledger";
import { middlesOf, type Question, questionsAbout } from "./lists-questions";
import { seedLists } from "./lists-seed";

/** Tables that grow with what is published; the others have a page or two for each of us. */
const GROWING = new Set([
  "events",
  "bodies",
  "deliveries",
  "attempts",
  "delivery_stats",
  "audit_entries",
  "runs",
]);
/** Less than a page's worth of what a bounded walk may look at; of 20,000 rows, a plan that reads them all exceeds it. */
const MOST = 1_500;

type Statement = { text: string; values: unknown[] };
let statements: Statement[] = [];
const { query } = pg.Client.prototype;
let ledger: Ledger;
let caller: { cookie: string };
let questions: Question[];

beforeAll(async () => {
  await prepareQueues();
  ledger = await openLedger({ databaseUrl: env.DATABASE_URL, encryptionKeys: env.ENCRYPTION_KEYS });
  const seeded = await seedLists(ledger, 20_000, () => undefined);
  const projectId = seeded.project.uuid;
  const { workspaceId } = await db.project.findUniqueOrThrow({ where: { id: projectId } });
  caller = await makeMember(workspaceId, "owner");
  const one = await db.delivery.findFirstOrThrow({ where: { projectId }, orderBy: { id: "asc" } });
  const bad = await db.delivery.findFirstOrThrow({ where: { projectId, status: "failed" } });
  const known = {
    ...seeded,
    event: publicId("event", one.eventId),
    delivery: publicId("delivery", one.id),
    failed: publicId("delivery", bad.id),
    others: [],
  };
  questions = [
    ...questionsAbout(known).filter(({ route }) => !/two|three|an endpoint's del/.test(route)),
    ...middlesOf(seeded),
    ...["status=failed&endpoint", "httpStatus=503&endpoint", "type=no.such&endpoint"].map((filter) => ({
      route: "an endpoint that was silent for long",
      path: `/projects/${seeded.project.id}/deliveries?${filter}=${seeded.endpoints[198]}`,
    })),
  ];
  // What the product asks is asked again, explained: a copy of a statement would prove nothing about it.
  pg.Client.prototype.query = function noting(this: pg.Client, ...given: unknown[]) {
    const [asked, values] = given as [Statement | string, unknown[] | undefined];
    if (typeof asked === "object" && "text" in asked)
      statements.push({ text: asked.text, values: asked.values ?? values ?? [] });
    return Reflect.apply(query, this, given);
  } as typeof query;
}, 120_000);

afterAll(async () => {
  pg.Client.prototype.query = query;
  await ledger.close();
  await closeQueues();
  await closeDb();
});

it("rides an index wherever rows are many", async () => {
  const wrong: string[] = [];
  for (const { path } of questions) {
    statements = [];
    const answer = await asked(path);
    expect(answer.status, path).toBe(200);
    const own = statements.filter(({ text }) => /^\s*(\(|SELECT|WITH)/i.test(text));
    expect(own.length, path).toBeGreaterThan(0);
    for (const statement of own)
      wrong.push(...(await faultsOf(statement)).map((fault) => `${path}: ${fault}\n${statement.text}`));
  }
  expect(wrong).toEqual([]);
}, 120_000);

const parameters = ({ path }: { path: string }) => path.split("{").length;
const LEAST_PARAMETERS_FIRST = Object.entries(ROUTES).sort(([, a], [, b]) => parameters(a) - parameters(b));

/** Through the route's own file, by the path that the table of routes has for it. */
async function asked(path: string): Promise<Response> {
  const url = new URL(`/api/v1${path}`, "http://localhost");
  for (const [name, route] of LEAST_PARAMETERS_FIRST) {
    const pattern = new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    const params = route.method === "GET" ? pattern.exec(url.pathname) : null;
    if (params)
      return respond(name as RouteName, caller, { params: { ...params.groups }, query: url.search });
  }
  throw new Error(`no route is at ${path}`);
}

type Plan = {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
};

async function faultsOf({ text, values }: Statement): Promise<string[]> {
  const { rows } = await ledger.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
    values as string[],
  );
  return rows.flatMap((row) => faultsIn(row["QUERY PLAN"][0].Plan));
}

function faultsIn(plan: Plan): string[] {
  const { "Node Type": node, "Relation Name": table = "", Plans: below = [] } = plan;
  const grows = GROWING.has(table);
  const removed = (plan["Rows Removed by Filter"] ?? 0) * plan["Actual Loops"];
  const sorted = below.reduce((sum, each) => sum + each["Actual Rows"] * each["Actual Loops"], 0);
  return [
    ...(grows && node === "Seq Scan" ? [`reads all of ${table}`] : []),
    ...(grows && removed > MOST ? [`passes ${removed} rows of ${table} that are not wanted`] : []),
    ...(/Sort/.test(node) && sorted > MOST ? [`sorts ${sorted} rows`] : []),
    ...below.flatMap(faultsIn),
  ];
}
