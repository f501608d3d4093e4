import { openDoor } from "@/app/api/v1/setup/open-door";
import { isOwnOrigin } from "@/app/auth/same-origin";
import { sessionPrincipal } from "@/app/auth/session-principal";
import { openRoutes } from "@/lib/contract/routes-of-people";
import { join } from "@/lib/join-links";
import { clientAddress } from "@/web/client-address";

export const POST = openDoor(openRoutes.join, async (body, request) => {
  const session = isOwnOrigin(request) ? await sessionPrincipal(request) : null;
  return join(body, { address: clientAddress(request.headers), signedInAs: session?.userId ?? null });
});
