-- lists of runs, the latest first; those that are open apart, because they are few among many that ended.
CREATE INDEX "runs_of_project" ON "runs" ("project_id", "started_at", "run_id");
CREATE INDEX "runs_open" ON "runs" ("project_id", "started_at", "run_id") WHERE "flushed_at" IS NULL;
