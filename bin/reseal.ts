/** What `npm run reseal` does and prints: how much lies under which key before and after, and how far it is. */
import { keyUses, reseal } from "@/lib/key-ring";
import { closeDb } from "@/lib/platform/db";

const say = (line: string) => process.stdout.write(`${line}\n`);

async function state(): Promise<void> {
  const uses = await keyUses();
  if (uses.length === 0) say("  nothing is sealed yet");
  for (const { column, keyId, count, opens } of uses)
    say(
      `  ${column.padEnd(26)} ${String(count).padStart(9)} under ${keyId}${opens ? "" : ", which is missing"}`,
    );
}

async function main(): Promise<void> {
  say("Sealed now:");
  await state();
  if (process.argv.includes("--dry-run")) return;
  const done = await reseal(({ column, resealed }) => say(`  ${column}: ${resealed} sealed anew`));
  const count = done.reduce((sum, { resealed }) => sum + resealed, 0);
  say(`${count} sealed anew. Sealed now:`);
  await state();
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
await closeDb();
process.exit();
