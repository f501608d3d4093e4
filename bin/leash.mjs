/**
 * Loaded into every program before its own code: a killed supervisor must not leave it behind. The program
 * itself ends in order when its channel closes; this is for the moments before it listens for that, and for
 * an end that takes too long.
 */
const graceMs = Number(process.env.SHUTDOWN_GRACE_MS || 35_000) + 5_000;

process.once("disconnect", () => {
  if (process.listenerCount("disconnect") === 0) process.exit(1);
  setTimeout(() => process.exit(1), graceMs).unref();
});
