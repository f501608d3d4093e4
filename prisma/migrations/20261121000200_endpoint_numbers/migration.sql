-- A number beside the id of an endpoint, for clients whose API has integer ids. Existing rows get one each.

ALTER TABLE "endpoints" ADD COLUMN "number" SERIAL NOT NULL;

CREATE UNIQUE INDEX "endpoints_by_number" ON "endpoints"("number");
