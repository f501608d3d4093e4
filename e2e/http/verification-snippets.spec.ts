/** The code we show to receivers, as it is shown, in its own language, against genuine and forged deliveries. */
import * as fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scenes } from "@/e2e/snippets/cases";
import { isPresent, RUNNERS } from "@/e2e/snippets/languages";
import type { Written } from "@/e2e/snippets/programs";
import { SNIPPET_LANGUAGES, verificationSnippet } from "@/lib/policy/verification-snippet";

/** Kept from run to run, for what was compiled; not in the repository. */
const root = path.resolve(".test/snippets");
const names = scenes(0).map(({ name }) => name);

describe.each(SNIPPET_LANGUAGES)("%s", (language) => {
  const runner = RUNNERS[language];
  const isMissing = !isPresent(runner);
  const folder = path.join(root, language);
  let written: Written[];
  let verdicts: boolean[][] | string;

  beforeAll(async () => {
    if (isMissing) {
      console.warn(`${language} is missing, so its snippets are skipped.`);
      return;
    }
    fs.mkdirSync(folder, { recursive: true });
    // Now, because some deliveries have to be fresh.
    written = scenes(Date.now()).map((scene) => {
      const snippet = verificationSnippet(language, scene.policy);
      if (!snippet) throw new Error(`${scene.name} has no snippet`);
      return { scene, snippet };
    });
    verdicts = await runner.verdicts(written, folder);
    if (typeof verdicts === "string") console.warn(`${language}: ${verdicts}, so its snippets are skipped.`);
  }, 300_000);

  test.skipIf(isMissing).for(names)("%s", (name, context) => {
    if (typeof verdicts === "string") return context.skip(verdicts);
    const index = written.findIndex(({ scene }) => scene.name === name);
    const { cases } = written[index]!.scene;
    const got = Object.fromEntries(cases.map((each, i) => [each.name, verdicts[index]![i]]));
    expect(got).toEqual(Object.fromEntries(cases.map((each) => [each.name, each.accepted])));
    expect(cases.filter(({ accepted }) => accepted).length).toBeGreaterThanOrEqual(2);
    expect(cases.filter(({ accepted }) => !accepted).length).toBeGreaterThanOrEqual(10);
  });
});

afterAll(() => {
  for (const language of ["node", "python", "php", "ruby", "shell"])
    fs.rmSync(path.join(root, language), { recursive: true, force: true });
});
