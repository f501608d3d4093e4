import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { listRuns } from "@/lib/runs";

export const GET = withPrincipal(ROUTES.listRuns, ({ project, query }) => listRuns(project, query));
