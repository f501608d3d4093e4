/** Disables an endpoint by rule, with everything that follows from it, in one transaction. */
import { audit } from "@/lib/audit-log";
import { db } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { cancelPending } from "./cancel";
import type { EndpointConfig } from "./endpoint-config";
import { noteChange } from "./live";

/** Words that a person reads beside a disabled endpoint. */
export type DisabledReason = "consecutive-failures" | "failing-for" | "gone";

/** Disables, cancels what waits and writes the audit log; deliveries in flight still record what they came to. */
export async function disableByRule(config: EndpointConfig, reason: DisabledReason): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.endpoint.updateMany({
      where: { id: config.id, projectId: config.projectId, status: "enabled" },
      data: { status: "disabled", disabledReason: reason, disabledAt: new Date(), version: { increment: 1 } },
    });
    if (count === 0) return;
    await tx.project.update({ where: { id: config.projectId }, data: { routingVersion: { increment: 1 } } });
    await cancelPending(tx, config.id, "disabled");
    await audit(
      tx,
      { kind: "system", name: "automatic rule" },
      {
        workspaceId: config.workspaceId,
        action: "endpoint.disable",
        targetId: config.publicId,
        projectId: config.projectId,
        detail: { reason },
      },
    );
  });
  noteChange(config.projectId, { endpoint: config.id });
  log().info({ endpoint: config.publicId, reason }, "endpoint disabled");
}

/** Cancels everything that waits for an endpoint found disabled or deleted. */
export async function cancelAll(endpointId: string): Promise<void> {
  while ((await cancelPending(db, endpointId, "disabled")) > 0);
}
