/**
 * How an installation gets its first owner: exactly one, with the one-time link that the web process prints.
 * Everybody after that is added by a member (`lib/members.ts`).
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { ApiError } from "./api-error";
import { audit } from "./audit-log";
import type { SetupAnswer, SetupBody } from "./contract/people";
import { hashPassword } from "./passwords";
import { db, type Tx } from "./platform/db";
import { appOrigin } from "./platform/env";
import { newUuid, publicId } from "./platform/ids";

const hashed = (token: string) => new Uint8Array(createHash("sha256").update(token).digest());

/**
 * A fresh link, `…/setup#token=…`, while nobody owns the installation, else `null`. The token is in the
 * fragment, which browsers send to nobody. A link printed earlier, or by another process, no longer works.
 */
export async function setupLink(): Promise<string | null> {
  const token = randomBytes(32).toString("base64url");
  const { count } = await db.installation.updateMany({
    where: { ownedAt: null },
    data: { setupTokenHash: hashed(token) },
  });
  return count === 0 ? null : `${appOrigin()}/setup#token=${token}`;
}

/** Whether the first owner has been made. */
export async function isOwned(): Promise<boolean> {
  return (await db.installation.count({ where: { ownedAt: null } })) === 0;
}

const isClosed = () => new ApiError("gone", "This installation has been set up already. Sign in instead.");

/**
 * Makes the first owner and their workspace. Throws `gone` when that has happened already, `forbidden` for
 * a wrong or replaced token. Workspaces that belong to nobody so far become the first owner's too.
 */
export async function setUp(body: SetupBody): Promise<SetupAnswer> {
  await checkToken(body.token);
  const passwordHash = await hashPassword(body.password);
  return db.$transaction(async (tx) => {
    // The row decides the race: whoever comes second finds it owned.
    const taken = await tx.$executeRaw`
      UPDATE installation SET owned_at = now(), setup_token_hash = NULL
       WHERE owned_at IS NULL AND setup_token_hash = ${hashed(body.token)}`;
    if (taken === 0) throw isClosed();
    const workspaceId = newUuid();
    const userId = newUuid();
    await tx.user.create({ data: { id: userId, email: body.email, name: body.name, passwordHash } });
    await tx.workspace.create({ data: { id: workspaceId, name: body.workspaceName } });
    await tx.installation.updateMany({ data: { workspaceId } });
    await ownOrphans(tx, userId);
    const actor = { kind: "user" as const, userId, name: body.name, workspaceId, role: "owner" as const };
    await audit(tx, actor, { action: "workspace.create", targetId: publicId("workspace", workspaceId) });
    return {
      userId: publicId("user", userId),
      workspaceId: publicId("workspace", workspaceId),
      email: body.email,
    };
  });
}

/** Before the expensive part. `setUp` asks again in the statement that counts. */
async function checkToken(token: string): Promise<void> {
  const row = await db.installation.findFirst({ select: { ownedAt: true, setupTokenHash: true } });
  if (!row || row.ownedAt) throw isClosed();
  if (!row.setupTokenHash || !timingSafeEqual(row.setupTokenHash, hashed(token)))
    throw new ApiError("forbidden", "This is not the link that the server printed when it last started.");
}

/** Workspaces without a member, the new one among them: made by the root key or the demo, seen by nobody. */
async function ownOrphans(tx: Tx, userId: string): Promise<void> {
  const orphans = await tx.workspace.findMany({ where: { members: { none: {} } }, select: { id: true } });
  await tx.member.createMany({
    data: orphans.map(({ id }) => ({ workspaceId: id, userId, role: "owner" as const })),
  });
}
