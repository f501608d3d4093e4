import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { projectStats } from "@/lib/stats";

export const GET = withPrincipal(ROUTES.getStats, ({ project, query }) => projectStats(project, query));
