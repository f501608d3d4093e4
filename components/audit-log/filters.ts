import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { TIME_RANGE_NAMES } from "@/components/ui/time-range";

/** What the URL of the audit log may say. */
export const auditFilters = {
  action: parseAsString,
  actor: parseAsString,
  range: parseAsStringLiteral(TIME_RANGE_NAMES),
  cursor: parseAsString,
};

export type AuditFilters = inferParserType<typeof auditFilters>;

export const loadAuditFilters = createLoader(auditFilters);
