/**
 * The metrics of several processes as one answer to Prometheus. Each series says in `process` whose it is: summed
 * here, counters would fall when one of them starts again, and every rate over them would be wrong.
 */
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

const DEADLINE_MS = 1_000;

/** What one process answered: prom-client's text, where each metric is a paragraph. */
type Exposition = { name: string; text: string };

/** Asks each worker for its metrics, for a second at most; one that is away is left out. */
export async function workersMetrics(workers: { name: string; url: string }[]): Promise<Exposition[]> {
  const answers = workers.map(async ({ name, url }) => {
    const text = await ask(url).catch((error) => log().debug({ name, error: String(error) }, "no metrics"));
    return text ? [{ name, text }] : [];
  });
  return (await Promise.all(answers)).flat();
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${env.METRICS_TOKEN}` },
    redirect: "error",
    cache: "no-store",
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return response.text();
}

/** One exposition in which each metric is described once. Names hold nothing that a label would have to escape. */
export function merged(expositions: Exposition[]): string {
  const metrics = new Map<string, string[]>();
  for (const { name, text } of expositions) {
    for (const paragraph of text.trim().split("\n\n")) {
      const [help = "", type = "", ...samples] = paragraph.split("\n");
      const lines = metrics.get(type) ?? [help, type];
      metrics.set(type, [...lines, ...samples.map((sample) => labelled(sample, name))]);
    }
  }
  return `${[...metrics.values()].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** `a 1` becomes `a{process="…"} 1`, and `a{b="c"} 1` becomes `a{process="…",b="c"} 1`. */
const labelled = (sample: string, name: string): string =>
  sample.replace(/^(\w+)(?:\{|(?= ))/, (start, metric: string) => {
    const label = `${metric}{process="${name}"`;
    return start === metric ? `${label}}` : `${label},`;
  });
