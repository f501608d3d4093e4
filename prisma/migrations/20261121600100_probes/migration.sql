-- Probes in a row that a held endpoint has failed.
ALTER TABLE "endpoint_states" ADD COLUMN "failed_probes" INTEGER NOT NULL DEFAULT 0;
