import { withPrincipal } from "@/app/api/with-principal";
import { listAuditEntries } from "@/lib/audit-log";
import { ROUTES } from "@/lib/contract/routes";

export const GET = withPrincipal(ROUTES.listAuditLog, ({ workspaceId, query }) =>
  listAuditEntries(workspaceId, query),
);
