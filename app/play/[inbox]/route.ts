import { PLAY_LIMITS } from "@/lib/contract/play";
import { env } from "@/lib/platform/env";
import { receive, waitToAnswer } from "@/lib/play-receiver";
import { clientAddress } from "@/web/client-address";

export const dynamic = "force-dynamic";

/** What an inbox answers is chosen by its people and comes from our own origin: nothing in it may run, ever. */
const ALWAYS = {
  "cache-control": "no-store",
  "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
};

type Read = { body: Uint8Array; size: number } | "too large";

/** The whole body, of which as much is kept as an inbox keeps. */
async function readBody(request: Request): Promise<Read> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    if (size < PLAY_LIMITS.bodyBytes) kept.push(chunk.subarray(0, PLAY_LIMITS.bodyBytes - size));
    size += chunk.byteLength;
    if (size > env.MAX_BODY_BYTES) return "too large";
  }
  return { body: Buffer.concat(kept), size };
}

async function answer(
  request: Request,
  { params }: { params: Promise<{ inbox: string }> },
): Promise<Response> {
  const read = await readBody(request);
  if (read === "too large") return new Response("The body is too large.\n", { status: 413, headers: ALWAYS });
  const { search } = new URL(request.url);
  const { inbox: address } = await params;
  const { method, headers, signal } = request;
  const reply = await receive({ address, method, query: search, headers, ...read }, clientAddress(headers));
  const isInTime = await waitToAnswer(reply.delayMs, signal);
  if (!isInTime) return new Response("Too many answers are waiting.\n", { status: 503, headers: ALWAYS });
  const type = reply.body === null ? {} : { "content-type": "text/plain; charset=utf-8" };
  const own = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const body = method === "HEAD" ? null : reply.body;
  return new Response(body, {
    status: reply.status,
    headers: { ...type, ...Object.fromEntries(own), ...ALWAYS },
  });
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
