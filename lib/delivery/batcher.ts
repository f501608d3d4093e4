/**
 * Collects calls that arrive together into one: an idle caller goes at once, a busy one waits for the
 * round that is under way. It promises one answer per call, in order, and that a failed round fails its calls.
 */
export type BatcherOptions<In, Out> = {
  maxItems: number;
  /** Rounds under way at once. */
  atOnce: number;
  work(items: In[]): Promise<Out[]>;
};

export function createBatcher<In, Out>({ maxItems, atOnce, work }: BatcherOptions<In, Out>) {
  type Call = { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void };
  const waiting: Call[] = [];
  let rounds = 0;
  let scheduled = false;

  async function round(calls: Call[]): Promise<void> {
    try {
      const answers = await work(calls.map((call) => call.item));
      for (const [index, call] of calls.entries()) call.resolve(answers[index] as Out);
    } catch (error) {
      for (const call of calls) call.reject(error);
    }
  }

  function start(): void {
    scheduled = false;
    while (waiting.length > 0 && rounds < atOnce) {
      rounds++;
      void round(waiting.splice(0, maxItems)).finally(() => {
        rounds--;
        start();
      });
    }
  }

  return (item: In): Promise<Out> =>
    new Promise<Out>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (scheduled || rounds >= atOnce) return;
      scheduled = true;
      setImmediate(start);
    });
}
