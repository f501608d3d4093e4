/**
 * The counters by which accept and claim know that what they remember is outdated. Whoever changes what they
 * remember raises the counter in the same transaction; this is where it is done.
 */
import type { Tx } from "./platform/db";

/** `routing`: who gets which event. `policy`: how all of a project's endpoints are sent to. */
export type Version = "routing" | "policy";

/** Raises versions of one project, or of all projects of a workspace. Locks the projects' rows, in id order. */
export async function raiseVersions(
  tx: Tx,
  of: { workspaceId: string } | { projectId: string },
  versions: readonly Version[],
): Promise<void> {
  const routing = versions.includes("routing") ? 1 : 0;
  const policy = versions.includes("policy") ? 1 : 0;
  if ("projectId" in of) {
    // Rides on projects_pkey.
    await tx.$executeRaw`
      UPDATE projects SET routing_version = routing_version + ${routing}, policy_version = policy_version + ${policy}
      WHERE id = ${of.projectId}::uuid`;
    return;
  }
  // Rides on projects_by_uid. Two that raise the same workspace's projects must lock them in one order.
  await tx.$executeRaw`
    WITH locked AS (
      SELECT id FROM projects WHERE workspace_id = ${of.workspaceId}::uuid AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE projects p SET routing_version = routing_version + ${routing}, policy_version = policy_version + ${policy}
    FROM locked WHERE p.id = locked.id`;
}
