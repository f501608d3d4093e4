/** Writes, for a dialect, the page of the documentation that says how its signatures are verified, in every language. */
import type { DeliveryPolicy } from "./delivery-policy";
import { type SnippetFacts, snippetFacts } from "./snippets/facts";
import { nothingToVerify, SNIPPET_LANGUAGES, verificationSnippet } from "./verification-snippet";

/** Markdown, from its title to its last line. */
export function verificationGuide(policy: DeliveryPolicy): string {
  const facts = snippetFacts(policy);
  const title = `# Verify deliveries in the dialect “${policy.title}”`;
  if (facts === null) return `${title}\n\n${nothingToVerify(policy)}\n`;
  return `${[title, ...steps(facts), ...SNIPPET_LANGUAGES.flatMap((each) => section(policy, each))].join("\n\n")}\n`;
}

function steps(facts: SnippetFacts): string[] {
  const { signature, id, timestamp, content, encoding, key, toleranceSeconds } = facts;
  const from = { id: `the id in \`${id?.header}\``, timestamp: `the time in \`${timestamp?.header}\`` };
  const signed = content.flatMap((part) =>
    part === "body"
      ? ["the body"]
      : part.map((each) => ("literal" in each ? `\`${each.literal}\`` : from[each.value])),
  );
  const list = [
    `Read the signature from the header \`${signature.header}\`${several(signature.split)}.`,
    ...(timestamp
      ? [
          `Refuse a request whose time, in \`${timestamp.header}\`, is more than ${toleranceSeconds / 60} minutes off.`,
        ]
      : []),
    `Compute HMAC-SHA256 over ${signed.join(", ")}, byte for byte as they came, before anything parses the body.`,
    `The key is ${KEYS[key.decode]}${key.prefix ? ` behind \`${key.prefix}\`` : ""}${key.decode === "none" ? "" : ", decoded"}.`,
    `Write it in ${encoding === "hex" ? "hexadecimal" : "base64"}${signature.prefix ? ` behind \`${signature.prefix}\`` : ""} and compare in constant time.`,
  ];
  return [list.map((step, at) => `${at + 1}. ${step}`).join("\n")];
}

function several(split: string | null): string {
  if (split === null) return "";
  const by = split === " " ? "a space" : `\`${split}\``;
  return `, which may hold several, separated by ${by}; one that matches is enough`;
}

const KEYS = {
  none: "the secret's own characters, not decoded",
  hex: "the secret's hexadecimal",
  base64: "the secret's base64",
};

function section(policy: DeliveryPolicy, language: (typeof SNIPPET_LANGUAGES)[number]): string[] {
  const snippet = verificationSnippet(language, policy);
  if (!snippet) return [];
  const { title, filename, requires, dependencies, run, code } = snippet;
  const needs =
    dependencies.length > 0
      ? `${requires} with ${dependencies.map((each) => `\`${each}\``).join(", ")}`
      : requires;
  const how = run.startsWith("WEBHOOK_SECRET=") ? `\`${run}\`` : run;
  return [
    `## ${title}`,
    `\`${filename}\`, ${needs}. ${how}`,
    `\`\`\`${FENCES[language]}\n${code.trimEnd()}\n\`\`\``,
  ];
}

const FENCES: Record<(typeof SNIPPET_LANGUAGES)[number], string> = {
  node: "js",
  python: "python",
  php: "php",
  go: "go",
  ruby: "ruby",
  java: "java",
  rust: "rust",
  shell: "sh",
};
