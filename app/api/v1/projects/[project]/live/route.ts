import { liveStream } from "@/app/api/live-stream";
import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";

export const dynamic = "force-dynamic";

export const GET = withPrincipal(ROUTES.watchProject, async ({ request, project, isStillAllowed }) =>
  liveStream({ projectId: project.id, signal: request.signal, isStillAllowed }),
);
