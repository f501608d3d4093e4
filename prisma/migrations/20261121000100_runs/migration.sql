-- Process runs: deliveries held until their run ends, then sent as one batch.

ALTER TABLE "workspaces" ADD COLUMN "run_hold_seconds" INTEGER NOT NULL DEFAULT 86400;

ALTER TABLE "deliveries" ADD COLUMN "run_id" TEXT, ADD COLUMN "batch_id" UUID;

CREATE TABLE "runs" (
    "project_id" UUID NOT NULL,
    "run_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "flush_at" TIMESTAMPTZ(3) NOT NULL,
    "end_event_id" UUID,
    "flushed_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("project_id", "run_id")
);

-- sweep: runs whose time has come.
CREATE INDEX "runs_to_flush" ON "runs" ("flush_at") WHERE "flushed_at" IS NULL;

-- flush: what a run holds, in publish order.
CREATE INDEX "deliveries_held" ON "deliveries" ("project_id", "run_id", "endpoint_id", "event_id")
  WHERE "status" = 'held' AND "batch_id" IS NULL;

-- sweep: members of batches, until their batch is settled.
CREATE INDEX "deliveries_in_batch" ON "deliveries" ("batch_id") WHERE "status" = 'held' AND "batch_id" IS NOT NULL;
