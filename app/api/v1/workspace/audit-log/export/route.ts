import { fileAnswer } from "@/app/api/answers";
import { withPrincipal } from "@/app/api/with-principal";
import { auditExport } from "@/lib/audit-export";
import { ROUTES } from "@/lib/contract/routes";

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json" } as const;

export const GET = withPrincipal(ROUTES.exportAuditLog, async ({ workspaceId, query }) =>
  fileAnswer(`audit-log.${query.format}`, TYPES[query.format], auditExport(workspaceId, query)),
);
