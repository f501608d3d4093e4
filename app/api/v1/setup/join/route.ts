import { openDoor } from "@/app/api/v1/setup/open-door";
import { openRoutes } from "@/lib/contract/routes-of-people";
import { join } from "@/lib/join-links";

export const POST = openDoor(openRoutes.join, join);
