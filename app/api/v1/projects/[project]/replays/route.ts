import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { listReplayJobs, replayMany } from "@/lib/replays";

export const GET = withPrincipal(ROUTES.listReplays, ({ project, query }) => listReplayJobs(project, query));

export const POST = withPrincipal(ROUTES.createReplays, ({ principal, project, body }) =>
  replayMany(principal, project, body),
);
