/** The one product that all tests over HTTP share: started before the first of them, stopped after the last. */
import { freePort } from "@/bin/ports.mjs";
import { type Access, type Backend, backends, type Product, startProduct } from "./product";

/** What `e2e/http/*.spec.ts` talk to. */
export const running = (): Access => JSON.parse(process.env.POSTHORN_E2E ?? "null");

const shared = globalThis as { posthornProduct?: Promise<Product> };

/** Vitest's global set-up, called once per group of tests. Two web processes: what one only remembers is found out. */
export async function setup(): Promise<() => Promise<void>> {
  const [backend = "postgres"] = backends();
  shared.posthornProduct ??= startWithMetrics(backend);
  const { urls, rootKey, metricsToken, databaseUrl, redisUrl, folder, stop } = await shared.posthornProduct;
  const access: Access = { urls, rootKey, metricsToken, databaseUrl, redisUrl, folder };
  process.env.POSTHORN_E2E = JSON.stringify(access);
  return async () => {
    const isLast = shared.posthornProduct !== undefined;
    shared.posthornProduct = undefined;
    if (isLast) await stop();
  };
}

/** As `npm start` does it, web answers its worker's metrics with its own. */
async function startWithMetrics(backend: Backend): Promise<Product> {
  const port = await freePort();
  const through = {
    workers: { METRICS_PORT: String(port) },
    webs: { WORKER_METRICS: `worker=http://127.0.0.1:${port}/metrics` },
  };
  return startProduct({ backend, webs: 2, through: async () => through });
}
