/** Loaded into a program before its own code: its wall clock is off by CLOCK_OFF_MS, its monotonic clock is right. */
const offMs = Number(process.env.CLOCK_OFF_MS);
const right = Date.now;
const RightDate = Date;
globalThis.Date = new Proxy(RightDate, {
  construct: (target, args, made) =>
    Reflect.construct(
      target,
      args.length === 0 ? [right() + offMs] : args,
      made === globalThis.Date ? target : made,
    ),
  apply: () => new RightDate(right() + offMs).toString(),
  get: (target, name) => (name === "now" ? () => right() + offMs : Reflect.get(target, name)),
});
