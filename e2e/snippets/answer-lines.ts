/**
 * Runs snippets that are functions: a small program around them reads one request per line and answers `true`
 * or `false`. A line is the scene, then secret, body, and names and values of headers, each in base64.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Scene } from "./cases";

/** What the program answers to every case of every scene. Rejects when it ends early or says something else. */
export async function answerLines(
  scenes: readonly Scene[],
  argv: string[],
  folder: string,
): Promise<boolean[][]> {
  const lines = scenes.flatMap((scene) =>
    scene.cases.map(({ headers, body }) =>
      [scene.name, ...[scene.secret, body, ...headers.flat()].map(base64)].join("\t"),
    ),
  );
  const output = await run(argv, folder, `${lines.join("\n")}\n`);
  const answers = output
    .trimEnd()
    .split("\n")
    .map((line) => ANSWERS[line]);
  if (answers.length !== lines.length || answers.includes(undefined))
    throw new Error(`${lines.length} requests were answered with: ${output}`);
  let at = 0;
  return scenes.map(({ cases }) => cases.map(() => answers[at++] === true));
}

const ANSWERS: Record<string, boolean> = { true: true, false: false };
const base64 = (value: string | Buffer) => Buffer.from(value as string).toString("base64");

/** Runs a program to its end; answers its output. Rejects with what it complained about. */
export async function run(argv: string[], folder: string, input = ""): Promise<string> {
  const [command = "", ...args] = argv;
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...QUIET } });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [status] = await once(child, "close");
  if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${errors}${output}`);
  return output;
}

/** No toolchain is fetched, no C compiler started, no module looked up. */
const QUIET = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=mod", GOPROXY: "off" };
