import { defineConfig } from "prisma/config";

// These commands need no engine, yet the CLI downloads one unless this names an existing executable.
const engineless = ["generate", "validate", "format"].some((command) => process.argv.includes(command));
if (engineless) process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= process.execPath;
process.env.CHECKPOINT_DISABLE ??= "1";
process.env.PRISMA_HIDE_UPDATE_MESSAGE ??= "1";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations", seed: "node --import tsx prisma/seed.ts" },
  // Absent for `generate`, which needs no database.
  datasource: process.env.DATABASE_URL ? { url: process.env.DATABASE_URL } : undefined,
});
