import { problemAnswer } from "@/app/api/answers";
import { refusalAt } from "@/app/api/compat/refusals";
import { notFound, problemOf } from "@/lib/api-error";
import { newUuid } from "@/lib/platform/ids";

/** What no route behind a vendor's door answers, in the vendor's shape. */
function nothingHere(request: Request): Response {
  const requestId = newUuid();
  const refusal = refusalAt(new URL(request.url).pathname);
  if (!refusal) return problemAnswer(notFound(), requestId);
  const headers = { "Cache-Control": "no-store", "X-Request-Id": requestId };
  return Response.json(refusal(problemOf(notFound(), requestId)), { status: 404, headers });
}

export const GET = nothingHere;
export const POST = nothingHere;
export const PUT = nothingHere;
export const PATCH = nothingHere;
export const DELETE = nothingHere;
export const OPTIONS = nothingHere;
