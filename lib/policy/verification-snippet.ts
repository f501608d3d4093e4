/**
 * Writes, for a dialect, the code with which a receiver verifies its signatures. Promises code that runs as it
 * is shown, made from the dialect's own words; what it must know is `snippets/facts.ts`, how it reads the
 * templates beside it.
 */
import type { DeliveryPolicy } from "./delivery-policy";
import { type FactOptions, type SnippetFacts, snippetFacts } from "./snippets/facts";
import { goSnippet } from "./snippets/go";
import { javaSnippet } from "./snippets/java";
import { nodeSnippet } from "./snippets/node";
import { phpSnippet } from "./snippets/php";
import { pythonSnippet } from "./snippets/python";
import { rubySnippet } from "./snippets/ruby";
import { rustDependencies, rustSnippet } from "./snippets/rust";
import { shellSnippet } from "./snippets/shell";

/** In the order in which a person is offered them. */
export const SNIPPET_LANGUAGES = ["node", "python", "php", "go", "ruby", "java", "rust", "shell"] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

export type VerificationSnippet = {
  language: SnippetLanguage;
  /** "Node.js" */
  title: string;
  filename: string;
  code: string;
  /** Beside the language's standard library, as its package file writes them. */
  dependencies: string[];
  /** What must be there: "Node.js 20 or newer". */
  requires: string;
  /** The command that starts it, or what to do with the file. */
  run: string;
};

/** `null` where there is nothing to verify with a shared secret, see `snippetFacts`. */
export function verificationSnippet(
  language: SnippetLanguage,
  policy: DeliveryPolicy,
  options: FactOptions = {},
): VerificationSnippet | null {
  const facts = snippetFacts(policy, options);
  if (facts === null) return null;
  const { write, dependencies, ...words } = LANGUAGES[language];
  return { language, ...words, code: write(facts), dependencies: dependencies?.(facts) ?? [] };
}

/** Why there is no snippet, in a sentence for whoever looks for one. */
export function nothingToVerify({ signature, secretFormat }: DeliveryPolicy): string {
  if (signature === null) return "Deliveries in this dialect are not signed, so there is nothing to verify.";
  if (signature.algorithm !== "hmac-sha256" || secretFormat === "whsk-base64")
    return "This dialect signs with a key pair: verify with the public key and a library for Ed25519.";
  return "This dialect does not send everything it signs, so a receiver cannot verify it.";
}

type Language = Omit<VerificationSnippet, "language" | "code" | "dependencies"> & {
  write: (facts: SnippetFacts) => string;
  dependencies?: (facts: SnippetFacts) => string[];
};

const LANGUAGES: Record<SnippetLanguage, Language> = {
  node: {
    title: "Node.js",
    filename: "receiver.mjs",
    requires: "Node.js 20 or newer",
    run: "WEBHOOK_SECRET='…' node receiver.mjs",
    write: nodeSnippet,
  },
  python: {
    title: "Python",
    filename: "receiver.py",
    requires: "Python 3.9 or newer",
    run: "WEBHOOK_SECRET='…' python3 receiver.py",
    write: pythonSnippet,
  },
  php: {
    title: "PHP",
    filename: "receiver.php",
    requires: "PHP 8",
    run: "WEBHOOK_SECRET='…' php -S 127.0.0.1:3000 receiver.php",
    write: phpSnippet,
  },
  go: {
    title: "Go",
    filename: "webhooks.go",
    requires: "Go 1.19 or newer",
    run: "Call webhooks.Verify in your handler.",
    write: goSnippet,
  },
  ruby: {
    title: "Ruby",
    filename: "webhooks.rb",
    requires: "Ruby 2.7 or newer",
    run: "Call verify in your controller.",
    write: rubySnippet,
  },
  java: {
    title: "Java",
    filename: "WebhookSignature.java",
    requires: "Java 17 or newer",
    run: "Call WebhookSignature.verify in your controller.",
    write: javaSnippet,
  },
  rust: {
    title: "Rust",
    filename: "webhooks.rs",
    requires: "Rust 1.60 or newer",
    run: "Call verify in your handler.",
    write: rustSnippet,
    dependencies: rustDependencies,
  },
  shell: {
    title: "Shell",
    filename: "verify.sh",
    requires: "openssl 1.1 or newer",
    run: "WEBHOOK_SECRET='…' sh verify.sh body.json",
    write: shellSnippet,
  },
};
