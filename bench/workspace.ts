/** Makes what is measured in, through the API as a customer would: a workspace, its key, its projects. */
import { createHash, randomBytes } from "node:crypto";
import { generateApiKey } from "@/lib/api-keys";
import { newUuid } from "@/lib/platform/ids";
import { type Ledger, type Project, projectOf } from "./ledger";

export async function makeWorkspace(ledger: Ledger): Promise<() => Promise<Project>> {
  const workspaceId = newUuid();
  const key = generateApiKey("phk_live");
  await ledger.query("INSERT INTO workspaces (id, name) VALUES ($1, 'Bench')", [workspaceId]);
  await ledger.query(
    "INSERT INTO api_keys (id, workspace_id, name, hint, hash, scopes) VALUES ($1, $2, 'bench', '', $3, '{events:write}')",
    [newUuid(), workspaceId, createHash("sha256").update(key).digest()],
  );
  return async () => {
    const projectId = newUuid();
    await ledger.query("INSERT INTO projects (id, workspace_id, name) VALUES ($1, $2, $3)", [
      projectId,
      workspaceId,
      randomBytes(4).toString("hex"),
    ]);
    return projectOf(projectId, key);
  };
}
