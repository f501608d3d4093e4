/** What `npm run doctor` prints; its exit code is 1 when something is in error, 0 otherwise. `--json` for machines. */
import { CHECK_TITLES, type Examination, type Finding } from "@/lib/contract/doctor";
import { examine } from "@/lib/doctor";
import { closeDb } from "@/lib/platform/db";

const say = (line: string) => process.stdout.write(`${line}\n`);
const WIDTH = Math.max(...Object.values(CHECK_TITLES).map((title) => title.length));

function lines({ check, state, sentence, advice }: Finding): string[] {
  const head = `  ${state.padEnd(7)}  ${CHECK_TITLES[check].padEnd(WIDTH)}  ${sentence}`;
  return advice === null ? [head] : [head, `${" ".repeat(WIDTH + 13)}${advice}`];
}

function print({ findings }: Examination): void {
  for (const line of findings.flatMap(lines)) say(line);
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  say(`\n${count("ok")} ok, ${count("warning")} warnings, ${count("error")} errors`);
}

const examination = await examine();
if (process.argv.includes("--json")) say(JSON.stringify(examination, null, 2));
else print(examination);
await closeDb();
process.exit(examination.state === "error" ? 1 : 0);
