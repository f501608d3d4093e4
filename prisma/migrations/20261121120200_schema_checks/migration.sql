-- What becomes of an event whose payload its type's schema does not allow, and how often that happens.

ALTER TABLE "workspaces" ADD COLUMN "schema_check" TEXT NOT NULL DEFAULT 'off';

CREATE TABLE "schema_violations" (
    "workspace_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "warned" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_project_id" UUID NOT NULL,
    "last_problems" JSONB NOT NULL,
    "last_sample" TEXT NOT NULL,

    CONSTRAINT "schema_violations_pkey" PRIMARY KEY ("workspace_id", "type")
);

ALTER TABLE "schema_violations" ADD CONSTRAINT "schema_violations_workspace_id_fkey"
  FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
