/** A project's changes as server-sent events: what is new, a few times a second at most, while the caller may. */
import type { LiveChange } from "@/lib/contract/live";
import { type Change, subscribeLive } from "@/lib/delivery/live";
import { publicId } from "@/lib/platform/ids";

type Watch = { projectId: string; signal: AbortSignal; isStillAllowed: () => Promise<boolean> };

/** Several processes tell several times in a moment; readers are told once. */
const COALESCE_MS = 250;
/** From here on nothing is missed: what a reader has from before, it should read again. */
const READY = "event: ready\ndata: {}\n\n";
const HEARTBEAT_MS = 15_000;
/** A revoked key and an ended session stop watching within this time. */
const RECHECK_MS = 4_000;

/** The stream; it ends when the caller goes away, or may no longer watch. */
export function liveStream({ projectId, signal, isStillAllowed }: Watch): Response {
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (text: string) => controller.enqueue(encoder.encode(text));
      const changes = coalesced((change) => say(`event: change\ndata: ${JSON.stringify(change)}\n\n`));
      const unsubscribe = subscribeLive(projectId, (change) =>
        change === "everything" ? say(READY) : changes.add(change),
      );
      const heartbeat = setInterval(() => say(": still here\n\n"), HEARTBEAT_MS);
      const recheck = setInterval(async () => {
        // A database that is away is no reason to end a stream: it has nothing to tell either.
        const allowed = await isStillAllowed().catch(() => true);
        if (!allowed) end();
      }, RECHECK_MS);
      stop = () => {
        clearInterval(heartbeat);
        clearInterval(recheck);
        changes.stop();
        unsubscribe();
        stop = () => undefined;
      };
      const end = () => {
        if (signal.aborted) return stop();
        stop();
        controller.close();
      };
      signal.addEventListener("abort", () => stop(), { once: true });
      say("retry: 2000\n\n");
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** Gathers changes and tells them together. */
function coalesced(tell: (change: LiveChange) => void) {
  const deliveries = new Set<string>();
  const endpoints = new Set<string>();
  let events = false;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    timer = undefined;
    tell({
      deliveries: [...deliveries].map((id) => publicId("delivery", id)),
      endpoints: [...endpoints].map((id) => publicId("endpoint", id)),
      events,
    });
    deliveries.clear();
    endpoints.clear();
    events = false;
  }

  return {
    add(change: Change): void {
      for (const id of change.deliveries) deliveries.add(id);
      for (const id of change.endpoints) endpoints.add(id);
      events ||= change.events;
      timer ??= setTimeout(flush, COALESCE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
