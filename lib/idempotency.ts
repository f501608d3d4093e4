/**
 * Runs a management POST once per `Idempotency-Key`: whoever inserts the key's row runs, the others wait for
 * the answer. Promises the same answer for a day, and that what stands in the audit log is not done twice, whenever
 * a process dies; what does not (a test send, an inbox of Play) may be. Publishing has its own keys, which last for
 * ever.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "./api-error";
import { db, type Tx } from "./platform/db";
import { processWide } from "./platform/process-wide";
import { open, seal } from "./platform/secret-box";

/** What was answered; `body` is JSON text. */
export type Answer = { status: number; body: string };
export type Request = { workspaceId: string; key: string; hash: Buffer };

/** The statuses of a row that has no answer yet: nothing was changed so far, or what was asked for is committed. */
const RUNNING = 0;
const COMMITTED = 1;
/** A running request's process may have died; after this long a repeat takes its place. */
const STALE_MS = 60_000;
const WAIT_MS = 10_000;

/** Which run has the key: a row taken over is another run's. */
type Run = Pick<Request, "workspaceId" | "key"> & { takenAt: Date };
const currentRun = processWide("idempotent-run", () => new AsyncLocalStorage<Run>());

/**
 * For whoever changes something: says in the change's own transaction that it was done, so that a process that
 * dies before it can keep the answer has not left a key that does it again. Throws `idempotency_conflict`, which
 * undoes the change, when a repeat has taken this run's place. Does nothing for requests without a key.
 */
export async function noteDone(tx: Tx): Promise<void> {
  const run = currentRun.getStore();
  if (!run) return;
  const noted = await tx.$executeRaw`
    UPDATE idempotent_answers SET status = ${COMMITTED}
    WHERE workspace_id = ${run.workspaceId}::uuid AND key = ${run.key}
      AND status IN (${RUNNING}, ${COMMITTED}) AND created_at = ${run.takenAt}`;
  if (noted === 0)
    throw new ApiError("idempotency_conflict", "A repeat of this request took its place; ask again.");
}

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
 * The answer of `run`, or of the request before that had the same key and hash. A failed run that changed nothing
 * leaves the key free. Throws `idempotency_conflict` when the key was used for something else, still runs after
 * 10 s, or was used for what is done and whose answer is lost.
 */
export async function once(request: Request, run: () => Promise<Answer>): Promise<Answer> {
  let isCommitted = false;
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await sleep(50)) {
    const takenAt = await takeKey(request);
    if (takenAt) return runAndKeep(request, takenAt, run);
    const earlier = await db.idempotentAnswer.findUnique({ where: where(request) });
    if (!earlier) continue;
    if (!request.hash.equals(earlier.requestHash))
      throw new ApiError("idempotency_conflict", "This Idempotency-Key was used for another request.");
    if (earlier.status > COMMITTED)
      return { status: earlier.status, body: open(earlier.answer, boundTo(request)) };
    isCommitted = earlier.status === COMMITTED;
    if (isCommitted && Date.now() - earlier.createdAt.getTime() > STALE_MS) throw answerLost();
  }
  if (isCommitted) throw answerLost();
  throw new ApiError("idempotency_conflict", "The request with this Idempotency-Key is still running.", {
    headers: { "Retry-After": "1" },
  });
}

const answerLost = () =>
  new ApiError(
    "idempotency_conflict",
    "The request with this Idempotency-Key was carried out, but its answer was lost; read what it made.",
  );

/**
 * The moment at which this run took the key, or null. The primary key settles the race; a stale running row is
 * taken over by one statement as well.
 */
async function takeKey(request: Request): Promise<Date | null> {
  const { workspaceId, key, hash } = request;
  const [taken] = await db.$queryRaw<{ at: Date }[]>`
    INSERT INTO idempotent_answers (workspace_id, key, request_hash, status, answer)
    VALUES (${workspaceId}::uuid, ${key}, ${new Uint8Array(hash)}, ${RUNNING}, '')
    ON CONFLICT (workspace_id, key) DO UPDATE SET created_at = now()
      WHERE idempotent_answers.status = ${RUNNING}
        AND idempotent_answers.request_hash = excluded.request_hash
        AND idempotent_answers.created_at < now() - make_interval(secs => ${STALE_MS / 1000})
    RETURNING created_at AS at`;
  return taken?.at ?? null;
}

async function runAndKeep(request: Request, takenAt: Date, run: () => Promise<Answer>): Promise<Answer> {
  const { workspaceId, key } = request;
  let answer: Answer | undefined;
  try {
    answer = await currentRun.run({ workspaceId, key, takenAt }, run);
    return answer;
  } finally {
    // What was thrown after a commit leaves the row committed: a repeat must not do it again.
    const isOurs = { workspaceId, key, createdAt: takenAt };
    if (answer && answer.status < 500) {
      const data = { status: answer.status, answer: seal(answer.body, boundTo(request)) };
      await db.idempotentAnswer.updateMany({ where: isOurs, data });
    } else {
      await db.idempotentAnswer.deleteMany({ where: { ...isOurs, status: RUNNING } });
    }
  }
}
