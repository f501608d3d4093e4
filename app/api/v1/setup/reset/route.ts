import { openDoor } from "@/app/api/v1/setup/open-door";
import { openRoutes } from "@/lib/contract/routes-of-people";
import { resetPassword } from "@/lib/reset-links";

export const POST = openDoor(openRoutes.resetPassword, resetPassword);
