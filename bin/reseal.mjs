/** `npm run reseal`: seals what is stored anew under the first of ENCRYPTION_KEYS, while everything runs (docs/keys.md). */
import { runProgram } from "./program.mjs";

await runProgram("reseal").catch((error) => {
  console.error(error.message);
  process.exit(1);
});
