import { withPrincipal } from "@/app/api/with-principal";
import { attention } from "@/lib/attention";
import { ROUTES } from "@/lib/contract/routes";

export const GET = withPrincipal(ROUTES.getAttention, ({ project }) => attention(project));
