-- without transaction
-- Ways to what is rare, for lists. None of them has a row of a delivery that succeeds at its first attempt, so that they
-- cost it nothing; each ends with the id, the order of lists.

-- an endpoint's deliveries of a status that is rare.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "deliveries_of_endpoint_by_status" ON "deliveries" ("endpoint_id", "status", "id")
  WHERE "status" IN ('failed', 'cancelled', 'held');

-- what was answered otherwise than with success, by the status code.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "deliveries_of_project_by_code" ON "deliveries" ("project_id", "last_status_code", "id")
  WHERE "last_status_code" NOT BETWEEN 200 AND 299;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "deliveries_of_endpoint_by_code" ON "deliveries" ("endpoint_id", "last_status_code", "id")
  WHERE "last_status_code" NOT BETWEEN 200 AND 299;

-- why deliveries stand where they stand, in the words of the engine.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "deliveries_of_project_by_reason" ON "deliveries" ("project_id", "reason", "id")
  WHERE "reason" IS NOT NULL;

-- replays.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "deliveries_replayed" ON "deliveries" ("project_id", "category", "id")
  WHERE "category" = 'replay';

-- deliveries that wait or waited for the end of a run.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "deliveries_of_run" ON "deliveries" ("project_id", "run_id", "id")
  WHERE "run_id" IS NOT NULL;

-- the audit log, by what was done and by whom.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "audit_entries_by_action" ON "audit_entries" ("workspace_id", "action", "id");
CREATE INDEX CONCURRENTLY IF NOT EXISTS "audit_entries_of_actor" ON "audit_entries" ("workspace_id", "actor_id", "id");
CREATE INDEX CONCURRENTLY IF NOT EXISTS "audit_entries_by_kind" ON "audit_entries" ("workspace_id", "actor_kind", "id");

-- compaction: rows of buckets that are not yet gathered into ones of so many minutes.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "delivery_stats_below_30" ON "delivery_stats" ("bucket") WHERE "bucket" % 30 <> 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "delivery_stats_below_180" ON "delivery_stats" ("bucket") WHERE "bucket" % 180 <> 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "delivery_stats_below_720" ON "delivery_stats" ("bucket") WHERE "bucket" % 720 <> 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "delivery_stats_below_1440" ON "delivery_stats" ("bucket") WHERE "bucket" % 1440 <> 0;
DROP INDEX CONCURRENTLY IF EXISTS "delivery_stats_minutes";
DROP INDEX CONCURRENTLY IF EXISTS "delivery_stats_hours";
