/**
 * A process of its own that publishes at a steady pace and knows nothing of what is broken meanwhile. It repeats an
 * event under its id until it has the 202 (one in ten it gives up after the first failure: that one is unknown), and
 * writes each 202 to disk before it goes on. SIGTERM: it publishes nothing new, ends what it began and exits.
 */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { randomJsonText, seededRandom } from "@/lib/policy/json-text-generator";
import type { ProducerLine } from "./ledgers";

export type ProducerTask = {
  urls: string[];
  key: string;
  project: string;
  ledger: string;
  everyMs: number;
  seed: number;
};

const ANSWER_MS = 10_000;
const task = JSON.parse(process.argv[2] ?? "") as ProducerTask;
const random = seededRandom(task.seed);
const ledger = openSync(task.ledger, "a");
const write = (line: ProducerLine) => writeSync(ledger, `${JSON.stringify(line)}\n`);
let halted = false;
let count = 0;

function payload(producerId: string, sequence: number | null): string {
  const padding =
    random() < 0.02 ? `"${"x".repeat(Math.floor(random() * 100_000))}"` : randomJsonText(random);
  return `{"producerId":"${producerId}", "sequence" : ${sequence},"text":${padding} }`;
}

async function send(body: string): Promise<{ status: number; text: string } | null> {
  const url = task.urls[Math.floor(random() * task.urls.length)];
  try {
    const response = await fetch(`${url}/api/v1/projects/${task.project}/events`, {
      method: "POST",
      headers: { Authorization: `Bearer ${task.key}`, "Content-Type": "application/json" },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}

async function publish(sequence: number | null): Promise<void> {
  const producerId = `p${count++}`;
  const data = payload(producerId, sequence);
  const type = sequence === null ? "order.created" : "order.sequenced";
  const body = `{"type":"${type}","id":"${producerId}","data":${data}}`;
  const isPatient = sequence !== null || random() > 0.1;
  const sha256 = createHash("sha256").update(data).digest("hex");
  write({ kind: "sending", producerId, sha256, at: Date.now() });
  for (;;) {
    const sentAt = Date.now();
    const answer = await send(body);
    if (answer?.status === 202) {
      const { id } = JSON.parse(answer.text) as { id: string };
      write({ kind: "accepted", producerId, id, sentAt, at: Date.now(), sequence });
      fsyncSync(ledger);
      return;
    }
    if (answer && answer.status < 500) throw new Error(`publish answered ${answer.status}: ${answer.text}`);
    if (!isPatient) {
      write({ kind: "given-up", producerId });
      return;
    }
    await sleep(100);
  }
}

const open = new Set<Promise<void>>();
const timer = setInterval(() => {
  const one = publish(null).finally(() => open.delete(one));
  open.add(one);
}, task.everyMs);

/** One after the other: what must arrive in order has to be published in order. */
async function publishInOrder(): Promise<void> {
  for (let sequence = 1; !halted; sequence++) {
    await publish(sequence);
    await sleep(task.everyMs * 4);
  }
}
const ordered = publishInOrder();

process.once("SIGTERM", async () => {
  halted = true;
  clearInterval(timer);
  await ordered;
  await Promise.all(open);
  fsyncSync(ledger);
  closeSync(ledger);
  process.exit(0);
});
process.once("disconnect", () => process.exit(1));
process.send?.("ready");
