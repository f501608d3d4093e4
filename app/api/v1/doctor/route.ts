import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { examine } from "@/lib/doctor";
import { demandOperator } from "@/lib/operators";

export const GET = withPrincipal(ROUTES.examineInstallation, async ({ principal }) => {
  await demandOperator(principal);
  return examine();
});
