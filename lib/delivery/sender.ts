/** The sender of this process, with the operator's rules about where it may connect. */
import { readFileSync } from "node:fs";
import { createSender, type Sender } from "@/lib/egress/send";
import { env } from "@/lib/platform/env";

/** Throws when a CIDR or the CA file is malformed. */
export function openSender(): Sender {
  return createSender({
    policy: { allow: env.EGRESS_ALLOW, deny: env.EGRESS_DENY, allowHttp: env.EGRESS_ALLOW_HTTP },
    ...(env.EGRESS_CA_FILE ? { ca: readFileSync(env.EGRESS_CA_FILE, "utf8") } : {}),
  });
}
