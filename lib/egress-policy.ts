/** The operator's rules for destinations, out of the environment, in the form that `egress/address` takes. */
import type { EgressPolicy } from "./egress/address";
import { env } from "./platform/env";

let policy: EgressPolicy | undefined;

/** Always the same object: compiled rules are kept per policy. */
export function egressPolicy(): EgressPolicy {
  policy ??= { allow: env.EGRESS_ALLOW, deny: env.EGRESS_DENY, allowHttp: env.EGRESS_ALLOW_HTTP };
  return policy;
}
