-- What charts are drawn from: counts per minute, later per hour and per day.

CREATE TABLE "delivery_stats" (
    "project_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "bucket" INTEGER NOT NULL,
    "attempts_succeeded" INTEGER NOT NULL,
    "attempts_retried" INTEGER NOT NULL,
    "attempts_failed" INTEGER NOT NULL,
    "deliveries_succeeded" INTEGER NOT NULL,
    "deliveries_failed" INTEGER NOT NULL,
    "deliveries_waiting" INTEGER NOT NULL,
    "durations" INTEGER[] NOT NULL,

    CONSTRAINT "delivery_stats_pkey" PRIMARY KEY ("project_id", "endpoint_id", "type", "bucket")
);

-- compaction: minutes not yet gathered into their hour, hours not yet gathered into their day, oldest first.
CREATE INDEX "delivery_stats_minutes" ON "delivery_stats" ("bucket") WHERE "bucket" % 60 <> 0;
CREATE INDEX "delivery_stats_hours" ON "delivery_stats" ("bucket") WHERE "bucket" % 60 = 0 AND "bucket" % 1440 <> 0;

-- A minute's row is updated a dozen times: leave room beside it.
ALTER TABLE "delivery_stats" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
