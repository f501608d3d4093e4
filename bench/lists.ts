/** How long people wait for lists and charts of a ledger with millions of rows: every route, every filter, pairs of them. */
import { Agent, request } from "node:http";
import { signIn } from "@/e2e/session";
import { publicId } from "@/lib/platform/ids";
import type { Bench } from "./bench";
import { type Known, middlesOf, type Question, questionsAbout } from "./lists-questions";
import { type Seeded, seedLists } from "./lists-seed";
import type { Figure } from "./report";
import { type Cpu, difference, scaled, summed } from "./servers";

/** Of each question, one after the other; the first finds nothing warm. */
const ROUNDS = 5;
const WORST = 25;
const OTHERS = 60;
/** So many `seedLists` spreads deliveries over. */
const DAYS = 90;
const GOAL_MS = 50;

/** One row by its key: what the machine takes for the least a request can ask. */
const YARDSTICK = "yardstick";

type Timed = Question & { ms: number[]; rows: string };
type CpuByRoute = Map<string, Cpu>;

export async function lists(bench: Bench): Promise<Figure[]> {
  const startedAt = performance.now();
  const say = (words: string) =>
    console.log(`  ${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${words}`);
  const { deliveries } = bench.options;
  const seeded = await seedLists(bench.ledger, deliveries, say);
  const asked = await asker(bench, seeded);
  const known = await knownOf(bench, seeded);
  const yardstick = { route: YARDSTICK, path: `/projects/${seeded.project.id}` };
  const questions = [yardstick, ...questionsAbout(known), ...(await pagesIn(asked, middlesOf(seeded)))];
  say(`${questions.length} questions, ${ROUNDS} times each`);
  const timed = questions.map((question): Timed => ({ ...question, ms: [], rows: "" }));
  const cpu: CpuByRoute = new Map();
  for (let round = 0; round < ROUNDS; round++) await askAll(bench, asked, { timed, cpu });
  print(timed.filter(({ route }) => route !== YARDSTICK));
  return figuresOf(bench, timed, cpu);
}

/** Each once, in their order, with the yardstick in between; what was used is added up by route. */
async function askAll(
  { servers }: Bench,
  asked: (path: string) => Promise<Answer>,
  { timed, cpu }: { timed: Timed[]; cpu: CpuByRoute },
): Promise<void> {
  const [yardstick, ...questions] = timed as [Timed, ...Timed[]];
  const ask = async (each: Timed) => {
    const { ms, status, text } = await asked(each.path);
    if (status !== 200) throw new Error(`${each.path} was answered ${status} ${text.slice(0, 300)}`);
    each.ms.push(ms);
    each.rows = rowsIn(text);
  };
  for (const route of new Set(questions.map((each) => each.route))) {
    await ask(yardstick);
    const before = servers.cpu();
    for (const each of questions.filter((one) => one.route === route)) await ask(each);
    cpu.set(route, summed([cpu.get(route) ?? NOTHING, difference(servers.cpu(), before)]));
  }
}

const NOTHING: Cpu = { worker: 0, web: 0, postgres: 0, redis: 0 };

type Answer = { ms: number; status: number; text: string };

/** Asks as a signed-in owner over one kept connection. */
async function asker({ servers }: Bench, { person }: Seeded): Promise<(path: string) => Promise<Answer>> {
  const headers = await signIn(`http://localhost:${servers.port}`, person);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (path) =>
    new Promise((resolve, reject) => {
      const sentAt = performance.now();
      request(
        {
          host: "127.0.0.1",
          port: servers.port,
          path: `/api/v1${path}`,
          headers: { ...headers, Host: `localhost:${servers.port}` },
          agent,
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () =>
            resolve({
              ms: performance.now() - sentAt,
              status: answer.statusCode ?? 0,
              text: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        },
      )
        .on("error", reject)
        .end();
    });
}

async function knownOf(bench: Bench, seeded: Seeded): Promise<Known> {
  const { ledger } = bench;
  const one = async (condition: string) => {
    const { rows } = await ledger.query<{ id: string; event_id: string }>(
      `SELECT id, event_id FROM deliveries WHERE project_id = $1 AND ${condition} ORDER BY id LIMIT 1 OFFSET 20`,
      [seeded.project.uuid],
    );
    return {
      delivery: publicId("delivery", rows[0]?.id ?? ""),
      event: publicId("event", rows[0]?.event_id ?? ""),
    };
  };
  const { delivery, event } = await one("true");
  const failed = (await one("status = 'failed'")).delivery;
  return { ...seeded, delivery, event, failed, others: await deliveriesOfEveryAge(bench, seeded) };
}

/** The first that was made in each of sixty equal parts of the days before now: a page is for any, not for one in memory. */
async function deliveriesOfEveryAge({ ledger }: Bench, { project }: Seeded): Promise<string[]> {
  const starts = Array.from({ length: OTHERS }, (_, part) => {
    const hex = Math.floor(Date.now() - (DAYS * 86_400_000 * (part + 1)) / (OTHERS + 1)).toString(16);
    const stamp = hex.padStart(12, "0");
    return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-000000000000`;
  });
  const { rows } = await ledger.query<{ id: string }>(
    `SELECT found.id FROM unnest($2::uuid[]) AS part (start) CROSS JOIN LATERAL (
      SELECT id FROM deliveries WHERE project_id = $1 AND id >= part.start ORDER BY id LIMIT 1) AS found`,
    [project.uuid, starts],
  );
  return rows.map(({ id }) => publicId("delivery", id));
}

/** The second pages of what is asked. */
async function pagesIn(asked: (path: string) => Promise<Answer>, firsts: Question[]): Promise<Question[]> {
  const pages: Question[] = [];
  for (const { route, path } of firsts) {
    const { text } = await asked(path);
    const { nextCursor } = JSON.parse(text) as { nextCursor: string | null };
    if (!nextCursor) throw new Error(`${path} has no second page`);
    pages.push({ route, path: `${path}${path.includes("?") ? "&" : "?"}cursor=${nextCursor}` });
  }
  return pages;
}

/** `50+` is a page with another behind it, `0+` one whose search goes on. */
function rowsIn(text: string): string {
  const { data, nextCursor } = JSON.parse(text) as { data?: unknown[]; nextCursor?: string | null };
  return Array.isArray(data) ? `${data.length}${nextCursor ? "+" : ""}` : "";
}

const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
const pathInWords = (path: string) =>
  path.replace(/\/projects\/prj_\w+/, "").replace(/cursor=[^&]+/, "cursor=…");

function print(timed: Timed[]): void {
  const worst = timed
    .map((each) => ({ ...each, worst: at(sorted(each.ms.slice(1)), 1) }))
    .sort((a, b) => b.worst - a.worst)
    .slice(0, WORST);
  console.log(`\nThe ${WORST} slowest questions (milliseconds: slowest warm, first, rows)`);
  for (const { path, ms, rows, worst: slowest } of worst)
    console.log(
      `${slowest.toFixed(1).padStart(8)}${(ms[0] ?? 0).toFixed(1).padStart(9)}${rows.padStart(6)}  ${pathInWords(path)}`,
    );
}

function figuresOf({ backend, options }: Bench, timed: Timed[], cpu: CpuByRoute): Figure[] {
  const [yardstick, ...others] = timed as [Timed, ...Timed[]];
  const bare = at(sorted(yardstick.ms), 0.95);
  const figureOf = (name: string, of: Timed[]): Figure => {
    const ms = sorted(of.flatMap((each) => each.ms));
    const p95 = at(ms, 0.95);
    const used = cpu.get(name) ?? summed([...cpu.values()]);
    return {
      backend,
      name,
      value: p95,
      unit: "ms p95",
      bare,
      ratio: p95 / bare,
      goal: `≤ ${GOAL_MS}`,
      met: p95 <= GOAL_MS,
      cpu: { ...scaled(used, ms.length), worker: 0 },
      note: `p50 ${at(ms, 0.5).toFixed(1)}, max ${at(ms, 1).toFixed(1)}, ${of.length} questions`,
    };
  };
  const routes = [...new Set(others.map(({ route }) => route))];
  const ofRoute = (name: string) => others.filter(({ route }) => route === name);
  return [
    ...routes.map((route) => figureOf(route, ofRoute(route))),
    figureOf(`everything at ${options.deliveries.toLocaleString("en-US")} deliveries`, others),
  ];
}
