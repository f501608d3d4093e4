/** Who looks after the installation itself: the root key, and the owners of the workspace made at set-up. */
import { ApiError } from "./api-error";
import { db } from "./platform/db";
import type { Principal } from "./principal";

/** Whether the person owns the workspace that was made at set-up. `userId` is a uuid. */
export async function isOperator(userId: string): Promise<boolean> {
  const owned = { members: { some: { userId, role: "owner" as const } } };
  return (await db.installation.count({ where: { workspace: owned } })) > 0;
}

/** Throws `forbidden` for everybody else: what is said of the installation is said of every workspace on it. */
export async function demandOperator(principal: Principal): Promise<void> {
  if (principal.kind === "root") return;
  if (principal.kind === "user" && (await isOperator(principal.userId))) return;
  throw new ApiError("forbidden", "Only owners of the installation's first workspace see this.");
}
