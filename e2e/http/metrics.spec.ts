/** One scrape of web shows its workers too, as Prometheus' text format wants it. */
import { expect, test } from "vitest";
import { client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";

const SAMPLE = /^([a-zA-Z_:][\w:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)+)\} (\S+)$/;
/** What a name may be followed by in the samples of a histogram. */
const PARTS = /_(bucket|sum|count)$/;

/** Holds a text to the format: a metric is described once, before its samples, and no series comes twice. */
function parse(text: string): Map<string, number> {
  const described = new Set<string>();
  const series = new Map<string, number>();
  let current = { name: "", type: "" };
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.split("\n").filter(Boolean)) {
    const [, what, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (what === "HELP") {
      expect(described.has(name), `${name} is described once`).toBe(false);
      described.add(name);
      current = { name, type: "" };
    } else if (what === "TYPE") {
      expect({ name, type: current.type }, line).toEqual({ name: current.name, type: "" });
      expect(["counter", "gauge", "histogram", "summary"]).toContain(rest);
      current.type = rest;
    } else {
      const [, metric = "", labels, value] = SAMPLE.exec(line) ?? [];
      const of = current.type === "histogram" ? metric.replace(PARTS, "") : metric;
      expect(of, line).toBe(current.name);
      expect(series.has(`${metric}{${labels}}`), line).toBe(false);
      series.set(`${metric}{${labels}}`, Number(value));
    }
  }
  return series;
}

test("web's metrics show what its worker has delivered", async () => {
  const receiver = await startReceiver();
  const { api, project } = await newProject(running());
  await newEndpoint(api, project, { url: receiver.url("/hook") });
  await publish(api, project);
  await settled(api, project);
  await receiver.close();
  const { text } = await client(running(), running().metricsToken).send("GET", "/metrics");
  const series = parse(text);
  expect(series.get('posthorn_attempts_total{process="worker",result="succeeded"}')).toBeGreaterThan(0);
  expect(series.get('posthorn_attempt_duration_seconds_count{process="worker"}')).toBeGreaterThan(0);
  expect(series.get('posthorn_process_resident_memory_bytes{process="web"}')).toBeGreaterThan(0);
  // Only a worker knows; web saying 0 would speak against it.
  const away = [...series.keys()].filter((name) => name.startsWith("posthorn_own_network_away"));
  expect(away).toEqual(['posthorn_own_network_away{process="worker"}']);
});
