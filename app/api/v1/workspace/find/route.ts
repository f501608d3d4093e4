import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { findById } from "@/lib/find-by-id";

export const GET = withPrincipal(ROUTES.findById, ({ principal, workspaceId, query }) =>
  findById(principal, workspaceId, query.id),
);
