import { openRoutes } from "@/lib/contract/routes-of-people";
import { setUp } from "@/lib/setup";
import { openDoor } from "./open-door";

export const POST = openDoor(openRoutes.setUp, setUp);
