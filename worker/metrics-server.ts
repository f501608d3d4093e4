/**
 * Answers `GET /metrics` with what this worker counts, to whoever has METRICS_TOKEN. For everything and everybody
 * else there is nothing here.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { log } from "@/lib/platform/log";
import { METRICS_TYPE, mayReadMetrics, metricsText } from "@/lib/platform/metrics";

/**
 * Listens on `host:port` (0: any free one) and answers the port; throws a sentence that names METRICS_PORT when it
 * cannot.
 */
export async function serveMetrics(at: { host: string; port: number }) {
  const server = createServer((request, response) => {
    answer(request)
      .then(({ status, type, text }) =>
        response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }).end(text),
      )
      .catch((error) => {
        unwell(error);
        response.destroy();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is taken" : `cannot be had: ${error.message}`;
      reject(new Error(`METRICS_PORT ${at.port} on ${at.host} ${why}.`));
    });
    server.listen(at.port, at.host, resolve);
  });
  // Out of file descriptors, say: no reason to stop delivering.
  server.on("error", unwell);
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, stop };
}

async function answer({ method, url, headers }: IncomingMessage) {
  const isAsked = method === "GET" && url === "/metrics" && mayReadMetrics(headers.authorization);
  if (!isAsked) return { status: 404, type: "text/plain", text: "Not found\n" };
  return { status: 200, type: METRICS_TYPE, text: await metricsText("worker") };
}

const unwell = (error: unknown) => log().warn({ error: String(error) }, "metrics cannot be read");
