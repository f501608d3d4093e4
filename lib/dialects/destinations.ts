/** What follows from where an endpoint leads to. Promises data only; the kinds' names are the API's. */

import type { BodyShape } from "@/lib/policy/delivery-policy";

/** In which dialect a destination is written to unless another is chosen; null: the workspace's. */
export const DIALECT_OF_DESTINATION = { https: null, slack: "slack" } as const;

export type DestinationType = keyof typeof DIALECT_OF_DESTINATION;

/** Where bodies of this shape go. */
export const DESTINATION_OF_BODY = {
  object: "https",
  batch: "https",
  raw: "https",
  "slack-blocks": "slack",
} as const satisfies Record<BodyShape["kind"], DestinationType>;

/** Whether the URL of such a destination is a credential: kept sealed, shown masked. */
export const HAS_SECRET_URL = { https: false, slack: true } as const satisfies Record<
  DestinationType,
  boolean
>;
