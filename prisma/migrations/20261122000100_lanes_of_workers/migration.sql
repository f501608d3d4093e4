-- A worker may answer one lane only. Processes of the version before answer both, as the default says.
ALTER TABLE "workers" ADD COLUMN "lanes" TEXT[] NOT NULL DEFAULT '{fast,slow}',
  ADD COLUMN "endpoints_seen" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "endpoints_unreached" INTEGER NOT NULL DEFAULT 0;
