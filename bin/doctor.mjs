/**
 * `npm run doctor`: looks over the installation that this folder's `.env` or environment describes, or the one that
 * `npm start` runs on DATA_DIR. Further arguments go to the report (`--json`).
 */
import { runProgram } from "./program.mjs";

await runProgram("doctor").catch((error) => {
  console.error(error.message);
  process.exit(1);
});
