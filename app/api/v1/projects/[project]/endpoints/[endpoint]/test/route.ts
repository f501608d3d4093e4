import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { testEndpoint } from "@/lib/test-sends";

export const POST = withPrincipal(ROUTES.testEndpoint, ({ project, endpoint, body }) =>
  testEndpoint(project, endpoint, body),
);
