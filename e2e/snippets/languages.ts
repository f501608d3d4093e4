/** How a machine runs each language's snippets, and whether it can. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import path from "node:path";
import type { SnippetLanguage } from "@/lib/policy/verification-snippet";
import { answerLines, run } from "./answer-lines";
import type { Case, Scene } from "./cases";
import { type Written, write, writeGo, writeJava, writeRuby, writeRust } from "./programs";
import { serve } from "./serve";

export type Runner = {
  /** Commands that have to be there, each with an argument that makes it answer and end. */
  needs: [command: string, argument: string][];
  /** Answers for every case of every scene. A string says why this machine cannot do it after all. */
  verdicts: (written: Written[], folder: string) => Promise<boolean[][] | string>;
};

export const isPresent = ({ needs }: Runner): boolean =>
  needs.every(([command, argument]) => spawnSync(command, [argument], { timeout: 20_000 }).status === 0);

export const RUNNERS: Record<SnippetLanguage, Runner> = {
  node: {
    needs: [],
    verdicts: servedBy(({ filename }) => [process.execPath, filename]),
  },
  python: {
    needs: [["python3", "--version"]],
    verdicts: servedBy(({ filename }) => ["python3", filename]),
  },
  php: {
    needs: [["php", "--version"]],
    verdicts: servedBy(({ filename }) => ["php", "-S", "127.0.0.1:$PORT", filename]),
  },
  go: {
    needs: [["go", "version"]],
    verdicts: async (written, folder) => {
      writeGo(folder, written);
      const badlyFormatted = await run(["gofmt", "-l", "."], folder);
      if (badlyFormatted.replace("main.go\n", "")) throw new Error(`gofmt would change ${badlyFormatted}`);
      await run(["go", "build", "-o", "snippets", "."], folder);
      return answerLines(scenesOf(written), ["./snippets"], folder);
    },
  },
  ruby: {
    needs: [["ruby", "--version"]],
    verdicts: async (written, folder) => {
      writeRuby(folder, written);
      return answerLines(scenesOf(written), ["ruby", "-w", "main.rb"], folder);
    },
  },
  java: {
    needs: [
      ["java", "-version"],
      ["javac", "-version"],
    ],
    verdicts: async (written, folder) => {
      const files = writeJava(folder, written);
      await run(["javac", "-Xlint:all", "-Werror", "-d", "out", ...files], folder);
      return answerLines(scenesOf(written), ["java", "-cp", "out", "Main"], folder);
    },
  },
  rust: {
    needs: [["cargo", "--version"]],
    verdicts: async (written, folder) => {
      writeRust(folder, written);
      const fetched = await run(["cargo", "fetch", "--offline"], folder)
        .catch(() => run(["cargo", "fetch"], folder))
        .then(
          () => true,
          () => false,
        );
      if (!fetched) return "its crates cannot be fetched";
      await run(["cargo", "build", "--offline", "--quiet"], folder);
      return answerLines(scenesOf(written), ["target/debug/snippets"], folder);
    },
  },
  shell: {
    needs: [["openssl", "version"]],
    verdicts: async (written, folder) => {
      const verdicts: boolean[][] = [];
      for (const { scene, snippet } of written) {
        const script = `${scene.name}.sh`;
        write(folder, script, snippet.code);
        verdicts.push(
          await inThrees(scene.cases, (each, index) => oneInShell({ scene, each, index, script, folder })),
        );
      }
      return verdicts;
    },
  },
};

const scenesOf = (written: Written[]) => written.map(({ scene }) => scene);

function servedBy(argv: (snippet: Written["snippet"]) => string[]): Runner["verdicts"] {
  return (written, folder) =>
    inThrees(written, ({ scene, snippet }) => {
      const own = path.join(folder, scene.name);
      write(own, snippet.filename, snippet.code);
      return serve(scene, argv(snippet), own);
    });
}

type InShell = { scene: Scene; each: Case; index: number; script: string; folder: string };

async function oneInShell({ scene, each, index, script, folder }: InShell): Promise<boolean> {
  const file = `${scene.name}-${index}.bin`;
  fs.writeFileSync(path.join(folder, file), each.body);
  const headers = each.headers.map(([name, value]) => [
    `HTTP_${name.toUpperCase().replaceAll("-", "_")}`,
    value,
  ]);
  const env = { ...process.env, ...Object.fromEntries(headers), WEBHOOK_SECRET: scene.secret };
  const child = spawn("sh", [script, file], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const [status] = await once(child, "close");
  if (status === 0 && said === "genuine\n") return true;
  if (status === 1 && said === "invalid signature\n") return false;
  throw new Error(`${scene.name}, ${each.name}: it ended with ${status} and said ${said}`);
}

/** Three at a time: enough for two cores that also wait. */
async function inThrees<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as Item, index);
  };
  await Promise.all([worker(), worker(), worker()]);
  return results;
}
