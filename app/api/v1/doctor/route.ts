import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { examine } from "@/lib/doctor";

export const GET = withPrincipal(ROUTES.examineInstallation, () => examine());
