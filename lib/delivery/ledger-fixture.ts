/** For tests: rows to deliver for, made directly in the ledger, and publishing without HTTP. */
import { createHash, randomBytes } from "node:crypto";
import { BUILT_IN_DIALECTS, type DialectName } from "@/lib/dialects/built-in";
import { db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { seal } from "@/lib/platform/secret-box";
import type { PolicyOverrides } from "@/lib/policy/delivery-policy";
import type { Subscription } from "@/lib/policy/match";
import { generateSecret } from "@/lib/policy/sign";
import { type Accepted, accept, type NewEvent } from "./accept";

export type MadeProject = { workspaceId: string; projectId: string; dialect: DialectName };
export type MadeEndpoint = { id: string; secret: string };

export async function makeProject(
  dialect: DialectName = "standard",
  overrides: PolicyOverrides = {},
): Promise<MadeProject> {
  const workspaceId = newUuid();
  const projectId = newUuid();
  await db.workspace.create({ data: { id: workspaceId, name: "Workspace", dialect } });
  await db.project.create({
    data: { id: projectId, workspaceId, name: "Project", overrides: overrides as object },
  });
  return { workspaceId, projectId, dialect };
}

type EndpointInput = {
  url: string;
  subscriptions?: Subscription[];
  overrides?: PolicyOverrides;
  dialect?: DialectName;
  channel?: string;
};

export async function makeEndpoint(project: MadeProject, input: EndpointInput): Promise<MadeEndpoint> {
  const id = newUuid();
  const secretId = newUuid();
  const policy = BUILT_IN_DIALECTS[input.dialect ?? project.dialect];
  const secret = generateSecret(policy.secretFormat, randomBytes);
  await db.$transaction(async (tx) => {
    await tx.endpoint.create({
      data: {
        id,
        projectId: project.projectId,
        url: input.url,
        subscriptions: input.subscriptions ?? [{ type: "*" }],
        overrides: (input.overrides ?? {}) as object,
        dialect: input.dialect ?? null,
        channel: input.channel ?? null,
        state: { create: {} },
        secrets: { create: { id: secretId, sealed: seal(secret, `${project.projectId}|${id}|${secretId}`) } },
      },
    });
    await tx.project.update({ where: { id: project.projectId }, data: { routingVersion: { increment: 1 } } });
  });
  return { id, secret };
}

export function publishTo(
  project: MadeProject,
  event: Partial<Omit<NewEvent, "payload">> & { payload?: string } = {},
): Promise<Accepted> {
  const payload = Buffer.from(event.payload ?? '{"n":1}');
  return accept({
    projectId: project.projectId,
    producerId: null,
    type: "order.created",
    channel: null,
    runId: null,
    runEnd: false,
    orderingKey: null,
    timestampMs: null,
    ...event,
    payload,
    contentHash: createHash("sha256")
      .update(payload)
      .update(event.type ?? "order.created")
      .digest(),
  });
}

/** Waits until nothing of the project is pending or held. */
export async function settled({ projectId }: MadeProject, timeoutMs = 20_000): Promise<void> {
  for (const until = performance.now() + timeoutMs; ; ) {
    const open = await db.delivery.count({ where: { projectId, status: { in: ["pending", "held"] } } });
    if (open === 0) return;
    if (performance.now() > until) throw new Error(`${open} deliveries are still open after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
