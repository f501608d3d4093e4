/** Processes of the bench that answer questions, so that what loads, what receives and what waits never share a core's turn. */
import { fork } from "node:child_process";
import path from "node:path";

export type Questions = Record<string, (given: never) => unknown>;
type Call = { id: number; name: string; given: unknown };
type Answer = { id: number; value?: unknown; error?: string };

/** In the child: answers each question by its name, and ends when the parent is gone. */
export function answer(questions: Questions): void {
  process.on("message", async ({ id, name, given }: Call) => {
    try {
      const value = await (questions[name] as (given: unknown) => unknown)(given);
      process.send?.({ id, value });
    } catch (error) {
      process.send?.({ id, error: String((error as Error).stack) });
    }
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.({ id: 0 });
}

export type Peer<Q extends Questions> = {
  pid: number;
  ask: <K extends keyof Q & string>(
    name: K,
    ...given: Parameters<Q[K]>
  ) => Promise<Awaited<ReturnType<Q[K]>>>;
  stop: () => void;
};

/** In the parent: starts `bench/<file>` and asks it. A question that fails, or whose process ended, rejects. */
export async function startPeer<Q extends Questions>(file: string): Promise<Peer<Q>> {
  const child = fork(path.join(import.meta.dirname, file), [], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let next = 1;
  const ready = new Promise<unknown>((resolve, reject) => open.set(0, { resolve, reject }));
  child.on("message", ({ id, value, error }: Answer) => {
    const call = open.get(id);
    open.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(`${file}: ${error}`));
  });
  child.once("exit", () => {
    for (const call of open.values()) call.reject(new Error(`${file} ended`));
  });
  await ready;
  const ask = (name: string, given?: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const id = next++;
      open.set(id, { resolve, reject });
      child.send({ id, name, given });
    });
  return { pid: child.pid ?? 0, ask: ask as Peer<Q>["ask"], stop: () => child.kill("SIGKILL") };
}
