import path from "node:path";
import { pathToFileURL } from "node:url";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newEndpoint, newProject, publish, rootClient, settled } from "@/e2e/api";
import { type Product, startProduct } from "@/e2e/product";
import { inTurn, type Receiver, startReceiver, status } from "@/e2e/receiver";

const wrongClock = pathToFileURL(path.join(import.meta.dirname, "off-by-ten-minutes.mjs")).href;
const off = (ms: number) => ({ NODE_OPTIONS: `--import=${wrongClock}`, CLOCK_OFF_MS: String(ms) });

describe.each([600_000, -600_000])("F21: on a machine whose clock is %i ms off", (offMs) => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({
      backend: "postgres",
      through: async () => ({ webs: off(offMs), workers: off(offMs) }),
    });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });

  it("requests are signed with the right time, and retries keep theirs", async () => {
    const { api, project } = await newProject(product);
    const retry = { waitsMs: [500, 500], jitter: 0 };
    const { secret } = await newEndpoint(api, project, { url: receiver.url("/"), retry });
    receiver.answer(inTurn(status(500), status(500), status(200)));
    const { deliveries } = await publish(api, project);
    await settled(api, project);
    expect(receiver.requests).toHaveLength(3);
    const verifier = new Webhook(secret ?? "");
    for (const request of receiver.requests)
      expect(() => verifier.verify(request.body.toString(), request.headers)).not.toThrow();
    const [first, second, third] = receiver.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(450);
    expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThan(450);
    const delivery = await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" });
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 3 });
  });

  it("the doctor says so", async () => {
    const { findings } = await rootClient(product).call("examineInstallation");
    const clock = findings.find(({ check }) => check === "clock");
    expect(clock).toMatchObject({ state: "error", sentence: expect.stringContaining("600 s") });
  });
});
