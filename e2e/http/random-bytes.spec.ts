/**
 * Random JSON texts, published over HTTP, arrive byte for byte in every dialect. `npm run bytes` sends ten thousand to
 * each; `SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Client, newEndpoint, newProject } from "@/e2e/api";
import { expectedIn, FRAMES, type Frame, framed } from "@/e2e/dialect-frames";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";
import { randomJsonText, seededRandom } from "@/lib/policy/json-text-generator";

const TEXTS = Number(process.env.RANDOM_TEXTS ?? 400);
/** A dialect that keeps order has one request at a time on its way to an endpoint, so there are several of each. */
const PROJECTS = Math.max(2, Math.ceil(TEXTS / 500));
const AT_ONCE = 500;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

const pathOf = ({ dialect }: Frame) => `/random/${dialect}`;
const trimmed = (text: string) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

type Project = { api: Client; project: string };

async function makeProject(): Promise<Project> {
  const made = await newProject(running());
  for (const frame of FRAMES)
    await newEndpoint(made.api, made.project, { url: receiver.url(pathOf(frame)), dialect: frame.dialect });
  return made;
}

/** Publishes each text as an event's data, many at a time; answers their ids in the same order. */
async function publishTexts({ api, project }: Project, texts: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const events = texts.slice(at, at + AT_ONCE).map((text) => `{"type":"order.created","data":${text}}`);
    const answer = await api.send("POST", `/api/v1/projects/${project}/events`, {
      body: `[${events.join(",")}]`,
    });
    expect(answer.status, answer.text.slice(0, 500)).toBe(202);
    ids.push(...(JSON.parse(answer.text).data as { id: string }[]).map(({ id }) => id));
  }
  return ids;
}

/** What was not sent, or sent otherwise: both sides sorted, so that a lost text and an altered one both show. */
function difference(frame: Frame, texts: string[]): { missing: string[]; unexpected: string[] } {
  const arrived = receiver.to(pathOf(frame)).map(({ body }) => framed(frame, body).toString("latin1"));
  const left = new Map<string, number>();
  for (const text of texts) {
    const bytes = Buffer.from(expectedIn(frame, trimmed(text))).toString("latin1");
    left.set(bytes, (left.get(bytes) ?? 0) + 1);
  }
  const unexpected = arrived.filter((bytes) => {
    const count = left.get(bytes) ?? 0;
    left.set(bytes, count - 1);
    return count <= 0;
  });
  const missing = [...left].filter(([, count]) => count > 0).map(([bytes]) => bytes);
  return { missing: missing.slice(0, 3), unexpected: unexpected.slice(0, 3) };
}

test(
  `${TEXTS} random JSON texts arrive byte for byte in each of ${FRAMES.length} dialects`,
  async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1e9);
    const random = seededRandom(seed);
    const texts = Array.from({ length: TEXTS }, () => randomJsonText(random));
    const started = performance.now();
    const share = Math.ceil(TEXTS / PROJECTS);
    const byId = new Map<string, string>();
    for (let at = 0; at < TEXTS; at += share) {
      const portion = texts.slice(at, at + share);
      const ids = await publishTexts(await makeProject(), portion);
      for (const [index, id] of ids.entries()) byId.set(id, portion[index] as string);
    }
    await Promise.all(
      FRAMES.map((frame) => receiver.waitFor(TEXTS, { path: pathOf(frame), timeoutMs: 60_000 + TEXTS * 50 })),
    );
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    console.log(
      `${TEXTS} texts × ${FRAMES.length} dialects published and delivered in ${seconds} s, SEED=${seed}`,
    );
    for (const frame of FRAMES)
      expect({ dialect: frame.dialect, ...difference(frame, texts) }).toEqual({
        dialect: frame.dialect,
        missing: [],
        unexpected: [],
      });
    const [standard] = FRAMES as [Frame];
    const altered = receiver.to(pathOf(standard)).filter(({ headers, body }) => {
      const text = byId.get(headers["webhook-id"] ?? "");
      return text === undefined || framed(standard, body).toString() !== trimmed(text);
    });
    expect([byId.size, altered.length]).toEqual([TEXTS, 0]);
  },
  120_000 + TEXTS * 100,
);
