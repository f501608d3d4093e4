/** How a receiver verifies what comes, over the API: the code for one endpoint, as it runs. */
import { z } from "zod";

export const SNIPPET_LANGUAGES = ["node", "python", "php", "go", "ruby", "java", "rust", "shell"] as const;

export const verificationSnippet = z
  .object({
    language: z.enum(SNIPPET_LANGUAGES),
    title: z.string(),
    filename: z.string(),
    code: z.string(),
    dependencies: z
      .array(z.string())
      .describe("Beside the standard library, as its package file writes them."),
    requires: z.string().describe("What must be there: `Node.js 20 or newer`."),
    run: z.string().describe("The command that starts it, or what to do with the file."),
  })
  .meta({ id: "VerificationSnippet" });
export type VerificationSnippet = z.infer<typeof verificationSnippet>;

export const verificationSnippets = z
  .object({
    data: z.array(verificationSnippet).describe("One per language; empty where there is nothing to verify."),
    nothing: z.string().nullable().describe("Why there is nothing to verify with a shared secret."),
  })
  .meta({ id: "VerificationSnippets" });
export type VerificationSnippets = z.infer<typeof verificationSnippets>;
