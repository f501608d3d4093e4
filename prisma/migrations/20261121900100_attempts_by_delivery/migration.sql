-- An attempt is only ever looked up with its delivery: one index of the two, which each attempt pays for.
ALTER TABLE "attempts" DROP CONSTRAINT "attempts_pkey";
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_pkey" PRIMARY KEY USING INDEX "attempts_of_delivery";

-- But for the id somebody pastes: ids and pages are both in the order of time, so a summary of each megabyte finds it.
CREATE INDEX "attempts_by_id" ON "attempts" USING brin ("id") WITH (autosummarize = on);
