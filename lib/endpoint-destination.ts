/**
 * What an endpoint leads to, and what follows from it: the dialect, and whether its URL is a secret. Promises that an
 * endpoint stays of the kind it was made as.
 */
import { invalidField } from "./api-error";
import type { Destination } from "./contract/destinations";
import { DESTINATION_OF_BODY, DIALECT_OF_DESTINATION, HAS_SECRET_URL } from "./dialects/destinations";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { maskedUrl, sealedUrl } from "./secret-url";

/** Where a dialect's bodies go. */
export const kindOf = ({ body }: Pick<DeliveryPolicy, "body">): Destination => ({
  type: DESTINATION_OF_BODY[body.kind],
});

/** The dialect of its own that a new endpoint gets: the one named, else its destination's; null is the workspace's. */
export const dialectFor = (
  destination: Destination | undefined,
  named: string | null | undefined,
): string | null => named ?? (destination ? DIALECT_OF_DESTINATION[destination.type] : null);

/** Throws `invalid_request` on `field` when the dialect does not write for the destination; none fits every dialect. */
export function demandSameKind(
  policy: DeliveryPolicy,
  destination: Destination | undefined,
  field: "destination" | "dialect" = "destination",
): void {
  if (destination === undefined || kindOf(policy).type === destination.type) return;
  throw invalidField(
    field,
    field === "dialect"
      ? "writes for another kind of destination; make a second endpoint with it"
      : `does not go with the dialect ${policy.name}; an endpoint of another kind is another endpoint`,
  );
}

/** Throws `invalid_request` for a dialect that cannot be a whole workspace's: its endpoints are mostly servers. */
export function demandForAll(policy: DeliveryPolicy | undefined): void {
  if (policy && kindOf(policy).type !== "https")
    throw invalidField("dialect", "is for single endpoints, not for all of a workspace");
}

/** The columns that keep a URL: in the clear, or masked and sealed. Ids are uuids. */
export function keptUrl(
  owner: { projectId: string; id: string },
  url: string,
  policy: DeliveryPolicy,
): { url: string; urlSealed: string | null } {
  return HAS_SECRET_URL[kindOf(policy).type] ? sealedUrl(owner, url) : { url, urlSealed: null };
}

/** A URL that somebody has typed, as it may be shown again. */
export const shownUrl = (url: string, policy: DeliveryPolicy): string =>
  HAS_SECRET_URL[kindOf(policy).type] ? maskedUrl(url) : url;
