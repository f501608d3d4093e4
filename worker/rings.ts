/**
 * Answers rings with drains, on one lane of one process. It promises that an endpoint is drained once at a time here,
 * that a ring meanwhile is answered by another look, and that a peal over thousands of endpoints takes no more
 * room than as many single rings would.
 */
import { type DrainContext, drain } from "@/lib/delivery/drain";
import { isDatabaseAway } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import type { Lane } from "@/lib/platform/queue";

export type Rings = {
  /** Resolves when the endpoint's drain has ended. */
  one: (endpointId: string) => Promise<void>;
  /** Resolves when all of their drains have begun: one that takes long holds up none of the next peal. */
  many: (endpointIds: string[]) => Promise<void>;
  ended: () => Promise<unknown>;
};

type Ringing = { again: boolean; ended: Promise<boolean> };

/**
 * Long enough for a lease that was being given back when a peal found it taken: by then it is free, or whoever has it
 * looks once more before giving it back.
 */
const LOOK_AGAIN_MS = 250;

export function answerRings(context: DrainContext, lane: Lane, atOnce: number): Rings {
  const under = new Map<string, Ringing>();
  const room = createRoom(atOnce);

  async function drainWhileRung(endpointId: string, ringing: Ringing): Promise<boolean> {
    let owned = false;
    try {
      do {
        ringing.again = false;
        owned = (await drain(context, endpointId, lane)) || owned;
      } while (ringing.again);
    } catch (error) {
      report(endpointId, error);
    } finally {
      under.delete(endpointId);
    }
    return owned;
  }

  /** Whether the endpoint was ours at any time. */
  function ring(endpointId: string): Promise<boolean> {
    const running = under.get(endpointId);
    if (running) {
      running.again = true;
      return running.ended;
    }
    const ringing: Ringing = { again: false, ended: Promise.resolve(false) };
    under.set(endpointId, ringing);
    ringing.ended = drainWhileRung(endpointId, ringing);
    return ringing.ended;
  }

  async function ofMany(endpointId: string, isLast: boolean): Promise<void> {
    const running = under.get(endpointId);
    if (running) {
      running.again = true;
      return;
    }
    await room.enter();
    void ring(endpointId).then((owned) => {
      room.leave();
      if (!owned && !isLast && !context.stopping())
        setTimeout(() => void ofMany(endpointId, true), LOOK_AGAIN_MS).unref();
    });
  }

  return {
    one: async (endpointId) => void (await ring(endpointId)),
    many: async (endpointIds) => {
      for (const endpointId of endpointIds) await ofMany(endpointId, false);
    },
    ended: () => Promise.all([...under.values()].map(({ ended }) => ended)),
  };
}

/** At most `size` inside; who comes later waits in line. */
function createRoom(size: number) {
  let free = size;
  const line: (() => void)[] = [];
  return {
    enter: (): Promise<void> | undefined => {
      if (free === 0) return new Promise((resolve) => line.push(resolve));
      free--;
      return undefined;
    },
    leave: () => {
      const next = line.shift();
      if (next) next();
      else free++;
    },
  };
}

/** A drain fails when Postgres does; what it left is found by the sweep. */
function report(endpointId: string, error: unknown): void {
  if (isDatabaseAway(error)) log().debug({ endpointId }, "drain given up: Postgres is away");
  else log().error({ endpointId, error: String(error), stack: (error as Error).stack }, "drain failed");
}
