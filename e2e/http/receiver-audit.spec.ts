/** Looking at a receiver from outside, and at somebody else's webhooks, on the running product. */
import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newEndpoint, newProject, newWorkspace } from "@/e2e/api";
import { type Receiver, startReceiver, status } from "@/e2e/receiver";
import { running } from "@/e2e/running";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

test("an audit tells a receiver that verifies from one that takes everything", async () => {
  const { api, project } = await newProject(running());
  const verdicts = async (path: string, endpoint: string) => {
    const { checks } = await api.call("auditReceiver", { project, endpoint });
    expect(receiver.to(path)).toHaveLength(5);
    return Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
  };
  const good = { accepts: "good", signatures: "good", time: "good", speed: "good", duplicates: "good" };

  const careless = await newEndpoint(api, project, { url: receiver.url("/careless") });
  receiver.answerAt("/careless", status(200));
  expect(await verdicts("/careless", careless.id)).toEqual({ ...good, signatures: "bad", time: "bad" });

  const careful = await newEndpoint(api, project, { url: receiver.url("/careful") });
  receiver.answerAt("/careful", (received, response, index) => {
    try {
      new Webhook(careful.secret).verify(received.body, received.headers);
      status(204)(received, response, index);
    } catch {
      status(401)(received, response, index);
    }
  });
  expect(await verdicts("/careful", careful.id)).toEqual(good);

  // They are tests: no delivery of anything stands in the history.
  expect((await api.call("listDeliveries", { project })).data).toEqual([]);
});

test("one request and its secret are enough to know how somebody else signs", async () => {
  const api = await newWorkspace(running());
  const secret = "not-a-real-secret-of-anybody";
  const body = '{"type":"invoice.paid","data":{}}';
  const signature = createHmac("sha256", secret).update(`1747242392.${body}`).digest("hex");
  const headers = { "Acme-Signature": `t=1747242392,v1=${signature}` };
  const { explains } = await api.call("inferDialect", {}, { body: { headers, body, secret } });
  expect(explains?.signature).toMatchObject({ encoding: "hex", prefix: "v1=", separator: "," });
  const other = await api.call("inferDialect", {}, { body: { headers, body, secret: `${secret}!` } });
  expect(other.explains).toBeNull();
});
