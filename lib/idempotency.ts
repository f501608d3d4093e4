/**
 * Runs a management POST once per `Idempotency-Key`: whoever inserts the key's row runs, the others wait for
 * the answer. Promises the same answer for a day; publishing has its own keys, which last for ever.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "./api-error";
import { db } from "./platform/db";
import { open, seal } from "./platform/secret-box";

/** What was answered; `body` is JSON text. */
export type Answer = { status: number; body: string };
export type Request = { workspaceId: string; key: string; hash: Buffer };

/** The status of a row whose request is still running. */
const RUNNING = 0;
/** A running request's process may have died; after this long a repeat takes its place. */
const STALE_MS = 60_000;
const WAIT_MS = 10_000;

/** Checks the header's grammar: 1 to 255 printable ASCII characters. Throws `invalid_request`. */
export function checkIdempotencyKey(key: string): string {
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new ApiError("invalid_request", "Idempotency-Key must be 1 to 255 printable ASCII characters.", {
    errors: [{ field: "Idempotency-Key", message: "must be 1 to 255 printable ASCII characters" }],
  });
}

const boundTo = ({ workspaceId, key }: Request) => `${workspaceId}|${key}`;
const where = ({ workspaceId, key }: Request) => ({ workspaceId_key: { workspaceId, key } });

/**
 * The answer of `run`, or of the request before that had the same key and hash. A failed run leaves the key
 * free. Throws `idempotency_conflict` when the key was used for something else or still runs after 10 s.
 */
export async function once(request: Request, run: () => Promise<Answer>): Promise<Answer> {
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await sleep(50)) {
    if (await takeKey(request)) return runAndKeep(request, run);
    const earlier = await db.idempotentAnswer.findUnique({ where: where(request) });
    if (!earlier) continue;
    if (!request.hash.equals(earlier.requestHash))
      throw new ApiError("idempotency_conflict", "This Idempotency-Key was used for another request.");
    if (earlier.status !== RUNNING)
      return { status: earlier.status, body: open(earlier.answer, boundTo(request)) };
  }
  throw new ApiError("idempotency_conflict", "The request with this Idempotency-Key is still running.", {
    headers: { "Retry-After": "1" },
  });
}

/** The primary key settles the race; a stale running row is taken over by one statement as well. */
async function takeKey(request: Request): Promise<boolean> {
  const { workspaceId, key, hash } = request;
  const taken = await db.$executeRaw`
    INSERT INTO idempotent_answers (workspace_id, key, request_hash, status, answer)
    VALUES (${workspaceId}::uuid, ${key}, ${new Uint8Array(hash)}, ${RUNNING}, '')
    ON CONFLICT (workspace_id, key) DO UPDATE SET created_at = now()
      WHERE idempotent_answers.status = ${RUNNING}
        AND idempotent_answers.request_hash = excluded.request_hash
        AND idempotent_answers.created_at < now() - make_interval(secs => ${STALE_MS / 1000})`;
  return taken === 1;
}

async function runAndKeep(request: Request, run: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer | undefined;
  try {
    answer = await run();
    return answer;
  } finally {
    if (answer && answer.status < 500) {
      const data = { status: answer.status, answer: seal(answer.body, boundTo(request)) };
      await db.idempotentAnswer.update({ where: where(request), data });
    } else {
      await db.idempotentAnswer.deleteMany({
        where: { workspaceId: request.workspaceId, key: request.key, status: RUNNING },
      });
    }
  }
}
