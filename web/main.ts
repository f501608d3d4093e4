/**
 * The web process: one HTTP server with the publish door in front and Next's pages and routes behind it. It
 * limits how long a request may take to arrive, stops accepting at SIGTERM, lets what is under way finish, and
 * ends itself when its supervisor is gone.
 */
import { createServer, type ServerResponse } from "node:http";
import next from "next";
import { doorOf } from "@/app/api/compat/paths";
import { refusalAt } from "@/app/api/compat/refusals";
import { type ApiError, problemOf } from "@/lib/api-error";
import { examineAtStart } from "@/lib/doctor";
import { demandKeys } from "@/lib/key-ring";
import { closeDb } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { setupLink } from "@/lib/setup";
import { stampClientAddress } from "./client-address";
import { handlePublish, publishRequest } from "./publish-door";
import { pathOf, requestFault } from "./request-fault";
import { securityHeaders } from "./security-headers";

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Node looks at those two only so often, by default every 30 s. */
const TIMEOUT_CHECK_MS = 1_000;
/** Longer than proxies keep theirs, so that they and not we close an idle connection. */
const KEEP_ALIVE_MS = 75_000;

async function main(): Promise<void> {
  await demandKeys();
  await prepareQueues();
  const dev = process.argv.includes("--dev");
  const app = next({ dev, hostname: env.HOST, port: env.PORT });
  await app.prepare();
  const pages = app.getRequestHandler();

  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      request.url = pathOf(request.url ?? "/");
      stampClientAddress(request.headers, request.socket.remoteAddress);
      for (const [name, value] of Object.entries(securityHeaders(request.url)))
        response.setHeader(name, value);
      // A connection that is kept alive would keep a stopping server alive.
      if (stopping()) response.setHeader("Connection", "close");
      request.url = doorOf(request.url);
      const fault = requestFault(request);
      if (fault) return refuse(response, fault, request.url);
      const publishing = publishRequest(request);
      if (publishing) return void handlePublish(request, response, publishing);
      pages(request, response).catch((error) => {
        log().error({ error: String(error) }, "request failed");
        response.destroy();
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.PORT, env.HOST, resolve);
  });
  const setupUrl = await setupLink();
  process.send?.({ ready: true, ...(setupUrl ? { setupUrl } : {}) });
  log().info({ port: env.PORT, host: env.HOST }, "web ready");
  void examineAtStart().then((findings) => process.send?.({ findings }));
  stopOnSignals(async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
    server.closeAllConnections();
    await closeQueues();
    await closeDb();
  });
}

function refuse(response: ServerResponse, fault: ApiError, path: string): void {
  const requestId = newUuid();
  const problem = problemOf(fault, requestId);
  const vendors = refusalAt(path);
  const text = JSON.stringify(vendors ? vendors(problem) : problem);
  response.writeHead(problem.status, {
    "Content-Type": vendors ? "application/json" : "application/problem+json",
    "Cache-Control": "no-store",
    "X-Request-Id": requestId,
    ...fault.headers,
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

let leaving = false;
const stopping = () => leaving;

function stopOnSignals(stop: () => Promise<void>): void {
  const leave = async (why: string) => {
    if (leaving) process.exit(1);
    leaving = true;
    log().info({ why }, "web stopping");
    await stop().catch((error) => log().error({ error: String(error) }, "stopping failed"));
    process.exit(0);
  };
  process.on("SIGTERM", () => void leave("SIGTERM"));
  process.on("SIGINT", () => void leave("SIGINT"));
  process.on("disconnect", () => void leave("supervisor gone"));
}

main().catch((error) => {
  log().fatal({ error: String(error), stack: (error as Error).stack }, "web could not start");
  process.exit(1);
});
