import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { getReplayJob, updateReplayJob } from "@/lib/replays";

export const GET = withPrincipal(ROUTES.getReplays, ({ project, params }) =>
  getReplayJob(project, params.job ?? ""),
);

export const PATCH = withPrincipal(ROUTES.updateReplays, ({ principal, project, params, body }) =>
  updateReplayJob(principal, project, params.job ?? "", body.status),
);
