import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { db } from "@/lib/platform/db";

type Request = { headers: IncomingHttpHeaders; body: Buffer };
/** The status to answer with, `null` for no answer at all. */
type Behaviour = (request: Request, secret: string) => number | null | Promise<number | null>;

let acme: Tenant;
beforeAll(async () => {
  acme = await makeTenant();
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** An endpoint whose receiver behaves so, audited once. */
async function audited(behaviour: Behaviour, settings: object = {}) {
  const requests: Request[] = [];
  let secret = "";
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = { headers: request.headers, body: Buffer.concat(chunks) };
    requests.push(received);
    const status = await behaviour(received, secret);
    if (status !== null) response.writeHead(status).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const params = { project: acme.project };
  const made = await ask("createEndpoint", acme.key, { params, body: { url, ...settings } });
  secret = made.body.secret;
  const at = { params: { ...params, endpoint: made.body.id } };
  const answer = await ask("auditReceiver", acme.key, at);
  expect(answer.status).toBe(200);
  const { checks, probes } = answer.body;
  const verdicts = Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
  const words = Object.fromEntries(checks.map((check) => [check.name, check.words]));
  return { verdicts, words, probes, requests, at, endpointId: made.body.id, text: answer.text, secret };
}

const all = (verdict: string) => ({
  accepts: verdict,
  signatures: verdict,
  time: verdict,
  speed: verdict,
  duplicates: verdict,
});

const verifying: Behaviour = ({ headers, body }, secret) => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return 204;
  } catch (error) {
    if ((error as Error).name !== "WebhookVerificationError") throw error;
    return 401;
  }
};

/** The signature and nothing else, as somebody writes it who has not heard of recorded requests. */
const timeless: Behaviour = ({ headers, body }, secret) => {
  const signed = Buffer.concat([
    Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`),
    body,
  ]);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`
    ? 200
    : 403;
};

describe("a receiver", () => {
  it("that verifies with the standard's library is good in every way", async () => {
    const { verdicts, words, probes, requests } = await audited(verifying);
    expect(verdicts).toEqual(all("good"));
    expect(probes.map(({ name, statusCode }) => [name, statusCode])).toEqual([
      ["genuine", 204],
      ["tampered", 401],
      ["unsigned", 401],
      ["stale", 401],
      ["repeated", 204],
    ]);
    expect(words.signatures).toContain("it answered 401.");
    expect(requests).toHaveLength(5);
    for (const { body } of requests)
      expect(JSON.parse(body.toString())).toMatchObject({ type: "posthorn.audit" });
    const [genuine, tampered, unsigned, stale, repeated] = requests as [
      Request,
      Request,
      Request,
      Request,
      Request,
    ];
    expect(repeated.headers["webhook-id"]).toBe(genuine.headers["webhook-id"]);
    expect(repeated.body).toEqual(genuine.body);
    expect(unsigned.headers).not.toHaveProperty("webhook-signature");
    expect(
      Number(genuine.headers["webhook-timestamp"]) - Number(stale.headers["webhook-timestamp"]),
    ).toBeGreaterThan(3_590);
    expect(tampered.body.length).toBe(genuine.body.length);
    // A receiver that knows ids already must not take them for repeated ones.
    expect(new Set(requests.map(({ headers }) => headers["webhook-id"])).size).toBe(4);
  });

  it("that takes everything is told what that means", async () => {
    const { verdicts, words } = await audited(() => 200);
    expect(verdicts).toEqual({ ...all("good"), signatures: "bad", time: "bad" });
    expect(words.signatures).toContain("Whoever learns its URL can send it events.");
    expect(words.time).toContain("signed an hour ago");
  });

  it("that only looks for a signature", async () => {
    const { verdicts, words } = await audited(({ headers }) => (headers["webhook-signature"] ? 200 : 401));
    expect(verdicts.signatures).toBe("bad");
    expect(words.signatures).toContain("without computing it");
  });

  it("that verifies only what is signed", async () => {
    const { verdicts, words } = await audited((request, secret) =>
      request.headers["webhook-signature"] ? verifying(request, secret) : 200,
    );
    expect(verdicts).toEqual({ ...all("good"), signatures: "bad" });
    expect(words.signatures).toContain("although it refuses a wrong one");
  });

  it("that does not look at the time", async () => {
    expect((await audited(timeless)).verdicts).toEqual({ ...all("good"), time: "bad" });
  });

  it("that breaks over a forgery has refused it, in the wrong words", async () => {
    const { verdicts, words } = await audited(async (request, secret) =>
      (await verifying(request, secret)) === 204 ? 204 : 500,
    );
    expect(verdicts.signatures).toBe("good");
    expect(words.signatures).toContain("it answered 500. That looks like an error of its own");
  });

  it("that refuses what it already has", async () => {
    const seen = new Set<unknown>();
    const { verdicts, words } = await audited((request, secret) => {
      const verified = verifying(request, secret);
      if (verified === 204 && seen.has(request.headers["webhook-id"])) return 409;
      seen.add(request.headers["webhook-id"]);
      return verified;
    });
    expect(verdicts).toEqual({ ...all("good"), duplicates: "bad" });
    expect(words.duplicates).toContain("it answered 409");
  });

  it("that has another secret can be told nothing else", async () => {
    const { verdicts, words } = await audited(() => 401);
    expect(verdicts).toEqual({ ...all("unknown"), accepts: "bad", speed: "good" });
    expect(words.accepts).toContain("it may have another secret");
  });

  it("that takes more than half of its time", async () => {
    let asked = 0;
    const slow: Behaviour = async (request, secret) => {
      if (asked++ === 0) await new Promise((resolve) => setTimeout(resolve, 2_100));
      return verifying(request, secret);
    };
    const { verdicts, words } = await audited(slow, { timeoutMs: 4_000 });
    expect(verdicts).toEqual({ ...all("good"), speed: "bad" });
    expect(words.speed).toContain("4 s are allowed. Answer first");
  });

  it("that never answers is asked once", async () => {
    const { verdicts, words, requests } = await audited(() => null, { timeoutMs: 300 });
    expect(verdicts).toEqual({ ...all("unknown"), accepts: "bad", speed: "bad" });
    expect(requests).toHaveLength(1);
    expect(words.speed).toContain("300 ms are allowed");
  });

  it("that hangs only over forgeries", async () => {
    const { verdicts, requests } = await audited(
      async (request, secret) => ((await verifying(request, secret)) === 204 ? 204 : null),
      { timeoutMs: 2_000 },
    );
    expect(verdicts).toEqual({ ...all("unknown"), accepts: "good", speed: "bad" });
    expect(requests).toHaveLength(2);
  });
});

describe("other dialects", () => {
  it("without a signed time are not asked about time", async () => {
    const simple: Behaviour = ({ headers, body }, secret) =>
      headers["x-webhook-signature"] === `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`
        ? 200
        : 401;
    const { verdicts, probes } = await audited(simple, { dialect: "spectra" });
    expect(verdicts).toEqual({ ...all("good"), time: "unknown" });
    expect(probes.map(({ name }) => name)).toEqual(["genuine", "tampered", "unsigned", "repeated"]);
  });

  it("with a thin body are tampered with where there is something", async () => {
    const { verdicts } = await audited(verifying, { dialect: "spectora" });
    expect(verdicts).toEqual(all("good"));
  });

  it("of which only 200 counts are read so", async () => {
    const { verdicts, words } = await audited(verifying, { dialect: "spektr" });
    expect(verdicts.accepts).toBe("bad");
    expect(words.accepts).toContain("it answered 204");
  });

  it("that do not sign are asked for nothing else", async () => {
    const { verdicts, requests } = await audited(() => 200, { dialect: "slack" });
    expect(verdicts).toEqual({ ...all("good"), signatures: "unknown", time: "unknown" });
    expect(requests).toHaveLength(2);
  });
});

describe("an audit", () => {
  it("leaves an entry in the log, no delivery, and no secret in its answer", async () => {
    const before = await db.delivery.count();
    const { endpointId, text, secret } = await audited(verifying, { headers: { "X-Token": "canary-value" } });
    expect(await db.delivery.count()).toBe(before);
    expect(await db.auditEntry.findFirst({ orderBy: { id: "desc" } })).toMatchObject({
      action: "endpoint.audit",
      targetId: endpointId,
    });
    expect(text).not.toContain(secret);
    expect(text).not.toContain("canary");
  });

  it("is refused while the endpoint is disabled, to viewers, and to strangers", async () => {
    const { at, requests } = await audited(verifying);
    const viewer = await makeMember(acme.workspaceId, "viewer");
    expect((await ask("auditReceiver", viewer, at)).status).toBe(403);
    const other = await makeTenant("Other");
    expect((await ask("auditReceiver", other.key, at)).status).toBe(404);
    await ask("disableEndpoint", acme.key, at);
    expect((await ask("auditReceiver", acme.key, at)).status).toBe(409);
    expect(requests).toHaveLength(5);
  });

  it("uses the secret of now, also right after it was replaced", async () => {
    const made: { secret: string } = { secret: "" };
    const { at } = await audited((request, secret) => verifying(request, made.secret || secret));
    made.secret = (await ask("rotateSecret", acme.key, { ...at, body: { revokeNow: true } })).body.secret;
    const again = await ask("auditReceiver", acme.key, at);
    expect(again.body.checks.map(({ verdict }) => verdict)).toEqual(["good", "good", "good", "good", "good"]);
  });
});
