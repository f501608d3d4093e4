/** The gate of the routes that need no session: the shape of the body, and how what goes wrong is said. */
import type { z } from "zod";
import { apiErrorOf, jsonAnswer, problemAnswer } from "@/app/api/answers";
import { parseBody, readBytes } from "@/app/api/request-body";
import { newUuid } from "@/lib/platform/ids";
import { counters } from "@/lib/platform/metrics";

type Door<Body extends z.ZodType, Answer extends z.ZodType> = {
  body: Body;
  answer?: Answer;
  status?: number;
};
/** Nothing where the contract says nothing. */
type Said<Answer extends z.ZodType> = z.ZodType extends Answer ? undefined : z.input<Answer>;

/** A Next route handler for whoever holds a one-time token; never throws. */
export function openDoor<Body extends z.ZodType, Answer extends z.ZodType>(
  door: Door<Body, Answer>,
  handler: (body: z.output<Body>, request: Request) => Promise<Said<Answer>>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = newUuid();
    const answered = await answer(request, door, handler, requestId).catch((thrown: unknown) =>
      problemAnswer(apiErrorOf(thrown, requestId), requestId),
    );
    counters.requests.inc({ method: request.method, status: String(answered.status) });
    return answered;
  };
}

async function answer<Body extends z.ZodType, Answer extends z.ZodType>(
  request: Request,
  door: Door<Body, Answer>,
  handler: (body: z.output<Body>, request: Request) => Promise<Said<Answer>>,
  requestId: string,
): Promise<Response> {
  const body = parseBody(door.body, await readBytes(request), request.headers.get("content-type"));
  const said = await handler(body, request);
  const text = said === undefined ? null : JSON.stringify(said);
  return jsonAnswer(door.status ?? 200, text, { "X-Request-Id": requestId });
}
