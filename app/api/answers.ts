/** How this API answers: JSON that nobody caches, and problems (RFC 9457) for everything else. */
import { ApiError, problemOf } from "@/lib/api-error";
import { isDatabaseAway } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";

const ALWAYS = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

/** JSON text as an answer. */
export function jsonAnswer(
  status: number,
  body: string | null,
  headers: Record<string, string> = {},
): Response {
  const type: Record<string, string> = body === null ? {} : { "Content-Type": "application/json" };
  return new Response(body, { status, headers: { ...ALWAYS, ...type, ...headers } });
}

/** A problem as an answer. */
export function problemAnswer(error: ApiError, requestId: string): Response {
  return new Response(JSON.stringify(problemOf(error, requestId)), {
    status: error.status,
    headers: {
      ...ALWAYS,
      "Content-Type": "application/problem+json",
      "X-Request-Id": requestId,
      ...error.headers,
    },
  });
}

/** Whatever was thrown, as the error we admit to; what is our own fault is logged, never shown. */
export function apiErrorOf(thrown: unknown, requestId: string): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const { code, cause } = thrown as { code?: string; cause?: unknown };
  if (isDatabaseAway(thrown) || (cause && isDatabaseAway(cause)))
    return new ApiError("unavailable", "The database cannot be reached just now.", {
      headers: { "Retry-After": "1" },
    });
  // Prisma's codes: unique constraint, record gone, deadlock or write conflict.
  if (code === "P2002") return new ApiError("conflict", "Something with this name or id already exists.");
  if (code === "P2025") return new ApiError("not_found", "There is nothing here, or it is not yours.");
  if (code === "P2034" || ["40P01", "40001"].includes(sqlState(thrown) ?? ""))
    return new ApiError("unavailable", "Another request was faster; try again.", {
      headers: { "Retry-After": "1" },
    });
  log().error({ requestId, error: faultOf(thrown) }, "request failed");
  return new ApiError("internal", "Something went wrong on our side; the request id leads us to it.");
}

/** Postgres' own code of a raw query that failed, which Prisma wraps twice. */
function sqlState(thrown: unknown): string | undefined {
  const { meta } = thrown as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  return meta?.driverAdapterError?.cause?.originalCode;
}

/** Name, code and stack, but not the message of a query error: it may quote values. */
function faultOf(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { thrown: typeof thrown };
  const fromQuery = "code" in thrown || thrown.name.startsWith("Prisma");
  return {
    name: thrown.name,
    code: (thrown as { code?: unknown }).code,
    message: fromQuery ? undefined : thrown.message,
    stack: thrown.stack
      ?.split("\n")
      .filter((line) => line.trim().startsWith("at "))
      .slice(0, 12)
      .join("\n"),
  };
}

/** Text that comes in pieces, as a file to save; asked for piece by piece, and no more once nobody reads it. */
export function fileAnswer(
  name: string,
  type: string,
  pieces: AsyncGenerator<string, void, undefined>,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return();
    },
  });
  const headers = {
    ...ALWAYS,
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="${name}"`,
  };
  return new Response(body, { headers });
}
