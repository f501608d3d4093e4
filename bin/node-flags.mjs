/**
 * The flags under which web and worker run. Most objects of a request die with it: a young generation of
 * 64 MiB instead of 16 lets them die before anybody copies them, a fifth of the worker's CPU per delivery
 * (docs/performance.md). The deploy/ files repeat them.
 */
export const PROGRAM_FLAGS = ["--enable-source-maps", "--max-semi-space-size=64"];
