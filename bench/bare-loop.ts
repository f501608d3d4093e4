/**
 * The yardstick: signs and posts in a bare loop with `undici.request` over kept connections, and does nothing
 * else. What a delivery system adds is measured against it.
 */
import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { Agent, request } from "undici";
import { answer } from "./peer";

type Given = { origin: string; seconds: number; inFlight: number; body: string };

const key = createSecretKey(randomBytes(32));

function headersOf(id: string, body: Buffer): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return {
    "content-type": "application/json",
    "user-agent": "bare-loop/1",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}

const questions = {
  /** Posts for so many seconds; answers posts per second and the loop's own CPU per post. */
  run: async ({ origin, seconds, inFlight, body }: Given) => {
    const dispatcher = new Agent({ connections: inFlight, pipelining: 1 });
    const bytes = Buffer.from(body);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const until = startedAt + seconds * 1000;
    let posts = 0;
    const loop = async () => {
      while (performance.now() < until) {
        const id = `evt_${(posts++).toString().padStart(26, "0")}`;
        const answered = await request(`${origin}/bare`, {
          dispatcher,
          method: "POST",
          headers: headersOf(id, bytes),
          body: bytes,
        });
        if (answered.statusCode !== 200) throw new Error(`the receiver answered ${answered.statusCode}`);
        await answered.body.dump();
      }
    };
    await Promise.all(Array.from({ length: inFlight }, loop));
    const elapsedMs = performance.now() - startedAt;
    const cpu = process.cpuUsage(cpuBefore);
    await dispatcher.close();
    return { perSecond: (posts * 1000) / elapsedMs, cpuUs: (cpu.user + cpu.system) / posts };
  },
};
export type BareLoopQuestions = typeof questions;
answer(questions);
