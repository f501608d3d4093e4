/** How this API answers: JSON that nobody caches, and problems (RFC 9457) for everything else. */
import { ApiError, notFound, problemOf } from "@/lib/api-error";
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

const tryAgain = (detail: string) => new ApiError("unavailable", detail, { headers: { "Retry-After": "1" } });

/** Whatever was thrown, as the error we admit to; what is our own fault is logged, never shown. */
export function apiErrorOf(thrown: unknown, requestId: string): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const { code, cause } = thrown as { code?: string; cause?: unknown };
  const driver = driverFault(thrown);
  if (isDatabaseAway(thrown) || (cause && isDatabaseAway(cause)) || driver.isAway)
    return tryAgain("The database cannot be reached just now.");
  if (UNABLE.has(code ?? "") || UNABLE.has(driver.code))
    return tryAgain("The database cannot do this just now.");
  // Prisma's codes: unique constraint, record gone; then write conflict, deadlock and no transaction in time.
  if (code === "P2002") return new ApiError("conflict", "Something with this name or id already exists.");
  if (code === "P2025") return notFound();
  if (code === "P2034" || code === "P2028" || ["40P01", "40001"].includes(driver.code))
    return tryAgain("Another request was faster; try again.");
  log().error({ requestId, error: faultOf(thrown) }, "request failed");
  return new ApiError("internal", "Something went wrong on our side; the request id leads us to it.");
}

/** What the driver said about a raw query, which Prisma wraps twice and gives no code of its own. */
function driverFault(thrown: unknown): { code: string; isAway: boolean } {
  const { meta } = thrown as {
    meta?: { driverAdapterError?: { cause?: { kind?: string; originalCode?: string } } };
  };
  const { kind = "", originalCode: code = "" } = meta?.driverAdapterError?.cause ?? {};
  const isAway = AWAY.has(kind) || (code !== "" && isDatabaseAway({ code }));
  return { code, isAway };
}

/** Statement timed out, disk full, read-only (a replica that has not taken over yet), disk in error. */
const UNABLE = new Set(["57014", "53100", "25006", "58030"]);
const AWAY = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]);

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
