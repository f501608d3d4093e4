/**
 * The secrets that sign an endpoint's deliveries: made or taken over, sealed into their row, shown once.
 * Promises one current secret per endpoint and at most five that sign at once.
 */
import { randomBytes } from "node:crypto";
import { ApiError, invalidField } from "./api-error";
import type { RotateSecretBody } from "./contract/endpoints";
import type { Tx } from "./platform/db";
import { newUuid } from "./platform/ids";
import { seal } from "./platform/secret-box";
import type { SecretFormat } from "./policy/delivery-policy";
import { checkSecret, generateSecret } from "./policy/sign";

/** Ids are uuids. */
export type SecretOwner = { projectId: string; endpointId: string };

const MAX_LIVE = 5;

/** A given secret, checked, or a new one. Throws `invalid_secret`, which does not repeat it. */
export function secretFor(format: SecretFormat, given: string | undefined): string {
  if (given === undefined) return generateSecret(format, randomBytes);
  const fault = checkSecret(format, given);
  if (fault) throw invalidField("secret", fault, "invalid_secret");
  return given;
}

/** Stores the endpoint's current secret; there must be none. */
export async function insertSecret(
  tx: Tx,
  { projectId, endpointId }: SecretOwner,
  secret: string,
): Promise<void> {
  const id = newUuid();
  await tx.signingSecret.create({
    data: { id, endpointId, sealed: seal(secret, `${projectId}|${endpointId}|${id}`) },
    select: { id: true },
  });
}

/**
 * Makes `secret` the current one. The one before goes on signing beside it for its time, unless it is dropped
 * at once. The endpoint's row must be locked. Throws `conflict` when five would become six.
 */
export async function replaceSecret(
  tx: Tx,
  owner: SecretOwner,
  secret: string,
  { expiresInSeconds, revokeNow }: RotateSecretBody,
): Promise<void> {
  const { endpointId } = owner;
  const dropsAll = revokeNow || expiresInSeconds === 0;
  // Postgres' clock decides when a secret ends, here and where it signs. Rides on signing_secrets_of_endpoint.
  await tx.$executeRaw`
    DELETE FROM signing_secrets WHERE endpoint_id = ${endpointId}::uuid AND (${dropsAll} OR expires_at <= now())`;
  const live = await tx.signingSecret.count({ where: { endpointId } });
  if (live >= MAX_LIVE)
    throw new ApiError(
      "conflict",
      `At most ${MAX_LIVE} secrets can sign at once; wait for one to end, or revoke them.`,
    );
  await tx.$executeRaw`
    UPDATE signing_secrets SET expires_at = now() + make_interval(secs => ${expiresInSeconds})
    WHERE endpoint_id = ${endpointId}::uuid AND expires_at IS NULL`;
  await insertSecret(tx, owner, secret);
}
