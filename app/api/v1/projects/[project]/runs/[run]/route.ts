import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getRun } from "@/lib/runs";

export const GET = withPrincipal(ROUTES.getRun, ({ project, params }) => getRun(project, params.run ?? ""));
