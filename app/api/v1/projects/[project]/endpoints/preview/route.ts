import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { previewRequest } from "@/lib/request-preview";

export const POST = withPrincipal(ROUTES.previewRequest, ({ project, body }) =>
  previewRequest(project, body),
);
