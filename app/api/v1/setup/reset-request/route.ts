import { openDoor } from "@/app/api/v1/setup/open-door";
import { openRoutes } from "@/lib/contract/routes-of-people";
import { requestReset } from "@/lib/reset-links";
import { clientAddress } from "@/web/client-address";

export const POST = openDoor(openRoutes.requestReset, (body, { headers }) =>
  requestReset(body, clientAddress(headers)),
);
