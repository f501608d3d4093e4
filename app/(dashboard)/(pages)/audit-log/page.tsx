import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listAuditLog } from "@/app/api/v1/workspace/audit-log/route";
import { AuditLog } from "@/components/audit-log/audit-log";
import { loadAuditFilters } from "@/components/audit-log/filters";
import { auditLog } from "@/components/audit-log/queries";

export const metadata: Metadata = { title: "Audit log" };

type Props = { searchParams: Promise<SearchParams> };

export default async function AuditLogPage({ searchParams }: Props) {
  await requireViewer("/audit-log");
  return (
    <Prefetched asked={[[auditLog(await loadAuditFilters(searchParams)), listAuditLog]]}>
      <AuditLog />
    </Prefetched>
  );
}
