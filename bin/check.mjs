/** `npm run check`: lint, house rules and types, in seconds. */
import "./node-version.mjs";

const { lint, types } = await import("./phases.mjs");
const { ensureClient } = await import("./generate.mjs");
await ensureClient();
const [style, typing] = [await lint(), await types()];
const failed = style.failed + typing.failed;
console.log(`${style.passed + typing.passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
