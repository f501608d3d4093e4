import { jsonAnswer } from "@/app/api/answers";
import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { hookSamples } from "@/lib/hooks";

export const GET = withPrincipal(ROUTES.listHookSamples, async ({ project, query }) =>
  jsonAnswer(200, await hookSamples(project, query)),
);
