import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { flushNow } from "@/lib/delivery/runs";

export const POST = withPrincipal(ROUTES.flushRun, async ({ project, params }) => ({
  released: await flushNow({ projectId: project.id, runId: params.run ?? "" }),
}));
