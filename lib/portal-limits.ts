/** What a portal's visitor may not do although they may change endpoints: the settings and numbers of their host. */
import { ApiError, invalidField } from "./api-error";
import type { Tx } from "./platform/db";
import { processWide } from "./platform/process-wide";
import type { Principal } from "./principal";
import { makeRateLimit, type RateLimit } from "./rate-limit";

/** How hard a customer's server is tried, and in which format, is the sending company's business. */
const HOSTS_OWN = ["dialect", "retry", "timeoutMs", "autoDisable", "maxInFlight"] as const;
export const MAX_PORTAL_ENDPOINTS = 50;

/** Throws `forbidden`, naming the field, when a visitor sets what is their host's. */
export function demandPortalFields(by: Principal, body: object): void {
  if (by.kind !== "portal") return;
  const given = new Map(Object.entries(body));
  const field = HOSTS_OWN.find((name) => given.get(name) !== undefined);
  if (field) throw invalidField(field, "is not yours to set", "forbidden");
}

/** Throws `conflict` when the project has as many endpoints as a visitor may fill it with. */
export async function demandPortalRoom(by: Principal, tx: Tx, projectId: string): Promise<void> {
  if (by.kind !== "portal") return;
  const count = await tx.endpoint.count({ where: { projectId, deletedAt: null } });
  if (count >= MAX_PORTAL_ENDPOINTS)
    throw new ApiError("conflict", `There are ${MAX_PORTAL_ENDPOINTS} endpoints already. Delete one first.`);
}

const CHANGES_PER_MINUTE = 120;
const REPLAY_COST = 4;

const changes = (): RateLimit => processWide("portal-changes", () => makeRateLimit(CHANGES_PER_MINUTE));

/** Counts a visitor's change against their project, a replay four times. Throws `rate_limited`. */
export function chargePortal(by: Principal, isReplay: boolean): void {
  if (by.kind !== "portal") return;
  const { retryAfterSeconds } = changes().take(by.projectId, isReplay ? REPLAY_COST : 1);
  if (retryAfterSeconds === 0) return;
  throw new ApiError("rate_limited", `Try again in ${retryAfterSeconds} s.`, {
    headers: { "Retry-After": String(retryAfterSeconds) },
  });
}
