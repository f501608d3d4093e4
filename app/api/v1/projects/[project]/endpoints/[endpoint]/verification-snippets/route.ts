import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { verificationSnippets } from "@/lib/verification-snippets";

export const GET = withPrincipal(ROUTES.listVerificationSnippets, ({ project, endpoint }) =>
  verificationSnippets(project, endpoint),
);
