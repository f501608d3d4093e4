/** A workspace in which every page has something to show: what worked, what failed, what waits and what is held. */
import { type Receiver, status } from "@/e2e/receiver";
import { expect, type Workspace } from "./dashboard";

type Made = { id: string };
type Sent = Made & { deliveries: (Made & { endpointId: string })[] };

export type Filled = {
  project: string;
  endpoint: string;
  event: string;
  /** One that failed, after an answer with a body. */
  delivery: string;
  type: string;
  dialect: string;
  inbox: string;
};

const SCHEMA = { type: "object", required: ["id"], properties: { id: { type: "integer" } } };

async function fillCatalogue({ call }: Workspace): Promise<void> {
  await call("PATCH", "/workspace", { schemaCheck: "warn" });
  const example = '{"id": 1, "total": 12345678901234567890}';
  const described = { description: "Sent when an order changes.", schema: SCHEMA, example };
  for (const name of ["order.created", "order.shipped"])
    await call("POST", "/workspace/event-types", { name, category: "orders", ...described });
  await call("POST", "/workspace/event-types", { name: "invoice.paid", category: "billing" });
}

async function addEndpoints({ call, project }: Workspace, receiver: Receiver): Promise<string> {
  const base = `/projects/${project}/endpoints`;
  const [shop] = await Promise.all(
    [
      { url: receiver.url("/shop"), description: "The shop", headers: { "X-Team": "shipping" } },
      {
        url: receiver.url("/broken/and/with/quite/a/long/path/that/no/phone/has/room/for"),
        description: "Old ERP",
        retry: { waitsMs: [] },
        autoDisable: { kind: "consecutive-failures", count: 3 },
      },
      { url: receiver.url("/later"), retry: { waitsMs: [3_600_000] }, subscriptions: ["order.*"] },
      {
        url: receiver.url("/runs"),
        description: "Monitoring, at the end of each run",
        dialect: "spektr",
        subscriptions: [{ type: "*", when: "runEnd" }],
      },
      { url: receiver.url("/shy"), description: "Billing only", subscriptions: [{ category: "billing" }] },
    ].map((body) => call<Made>("POST", base, body)),
  );
  return shop?.id ?? "";
}

async function addAround({ call, project }: Workspace): Promise<Pick<Filled, "dialect" | "inbox">> {
  const { policy } = await call<{ policy: object }>("GET", "/workspace/dialects/standard");
  await call("POST", "/workspace/dialects", { name: "globex", policy: { ...policy, title: "Globex" } });
  const inbox = await call<Made & { url: string }>("POST", "/workspace/play", { name: "First steps" });
  await fetch(inbox.url, { method: "POST", body: '{"hello": "world"}' });
  await call("POST", `/projects/${project}/portal-links`, { name: "Jane" });
  await call("POST", "/workspace/alert-rules", {
    kind: "failing",
    target: { type: "event", projectId: project },
  });
  return { dialect: "globex", inbox: inbox.id };
}

/** Fills the workspace and its project, and waits until nothing in it changes by itself any more. */
export async function fill(workspace: Workspace, receiver: Receiver): Promise<Filled> {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  receiver.answer((received, response, index) =>
    status(/broken|later/.test(received.path) ? 503 : 200, {}, '{"ok": false, "reason": "maintenance"}')(
      received,
      response,
      index,
    ),
  );
  await fillCatalogue(workspace);
  const endpoint = await addEndpoints(workspace, receiver);
  const publish = (type: string, more: object = {}) =>
    call<Sent>("POST", `${base}/events`, { type, data: { id: 1 }, ...more });
  const first = await publish("order.created");
  await publish("order.shipped", { data: { id: "not a number" } });
  await publish("invoice.paid", { run: "loan/42", channel: "onboarding" });
  const around = await addAround(workspace);
  const failed = async () =>
    (
      await call<{ data: (Made & { eventId: string })[] }>(
        "GET",
        `${base}/deliveries?status=failed&limit=100`,
      )
    ).data;
  await expect.poll(async () => (await failed()).length).toBeGreaterThanOrEqual(3);
  const delivery = (await failed()).find(({ eventId }) => eventId === first.id)?.id ?? "";
  const arrived = first.deliveries.find(({ endpointId }) => endpointId === endpoint)?.id;
  await call("POST", `${base}/deliveries/${arrived}/replay`, {});
  return { project, endpoint, event: first.id, delivery, type: "order.created", ...around };
}
