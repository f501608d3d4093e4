-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'admin', 'member', 'viewer');

-- CreateEnum
CREATE TYPE "endpoint_status" AS ENUM ('enabled', 'disabled');

-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('held', 'pending', 'succeeded', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "setup_token_hash" BYTEA,
    "owned_at" TIMESTAMPTZ(3),

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "dialect" TEXT NOT NULL DEFAULT 'standard',
    "strict_types" BOOLEAN NOT NULL DEFAULT false,
    "api_key_prefix" TEXT NOT NULL DEFAULT 'phk_live',
    "retention_days" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "sign_in_failures" (
    "id" UUID NOT NULL,
    "account" BYTEA NOT NULL,
    "address" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_failures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "uid" TEXT,
    "name" TEXT NOT NULL,
    "overrides" JSONB NOT NULL DEFAULT '{}',
    "routing_version" INTEGER NOT NULL DEFAULT 1,
    "policy_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "project_id" UUID,
    "name" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_types" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "category" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "schema" TEXT,
    "example" TEXT,
    "registered" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_types_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dialects" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dialects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoints" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" "endpoint_status" NOT NULL DEFAULT 'enabled',
    "disabled_reason" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "subscriptions" JSONB NOT NULL,
    "channel" TEXT,
    "dialect" TEXT,
    "overrides" JSONB NOT NULL DEFAULT '{}',
    "headers_sealed" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_secrets" (
    "id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_secrets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoint_states" (
    "endpoint_id" UUID NOT NULL,
    "lease_token" UUID,
    "lease_worker" UUID,
    "leased_at" TIMESTAMPTZ(3),
    "leased_deliveries" UUID[],
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "pace_at" TIMESTAMPTZ(3),
    "slow" BOOLEAN NOT NULL DEFAULT false,
    "careful" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "endpoint_states_pkey" PRIMARY KEY ("endpoint_id")
);

-- CreateTable
CREATE TABLE "fan_outs" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "routing_version" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "channel" TEXT NOT NULL DEFAULT '',
    "skipped" JSONB NOT NULL,

    CONSTRAINT "fan_outs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "producer_id" TEXT,
    "type" TEXT NOT NULL,
    "category" TEXT,
    "channel" TEXT,
    "run_id" TEXT,
    "run_end" BOOLEAN NOT NULL DEFAULT false,
    "ordering_key" TEXT,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "payload" BYTEA,
    "content_hash" BYTEA NOT NULL,
    "fan_out_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bodies" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "dialect" TEXT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "bodies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "body_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "category" TEXT,
    "status" "delivery_status" NOT NULL DEFAULT 'pending',
    "ordering_key" TEXT,
    "next_attempt_at" TIMESTAMPTZ(3),
    "attempt_count" SMALLINT NOT NULL DEFAULT 0,
    "crash_count" SMALLINT NOT NULL DEFAULT 0,
    "last_status_code" SMALLINT,
    "last_duration_ms" INTEGER,
    "reason" TEXT,
    "replay_of" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "number" SMALLINT NOT NULL,
    "trigger" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "phases" INTEGER[],
    "url" TEXT NOT NULL,
    "request_headers" TEXT NOT NULL,
    "status_code" SMALLINT,
    "response_headers" TEXT,
    "response_body" BYTEA,
    "truncated" BOOLEAN NOT NULL DEFAULT false,
    "error_code" TEXT,
    "error_message" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workers" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replay_jobs" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "endpoint_id" UUID,
    "filter" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "per_second" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "cursor" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "replay_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_answers" (
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" SMALLINT NOT NULL,
    "answer" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_answers_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "project_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_id" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "members_of_user" ON "members"("user_id");

-- CreateIndex
CREATE INDEX "sign_in_failures_of_account" ON "sign_in_failures"("account", "at");

-- CreateIndex
CREATE INDEX "sign_in_failures_of_address" ON "sign_in_failures"("address", "at");

-- CreateIndex
CREATE UNIQUE INDEX "projects_by_uid" ON "projects"("workspace_id", "uid");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_of_workspace" ON "api_keys"("workspace_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "event_types_by_name" ON "event_types"("workspace_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "dialects_by_name" ON "dialects"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "endpoints_of_project" ON "endpoints"("project_id", "id");

-- CreateIndex
CREATE INDEX "signing_secrets_of_endpoint" ON "signing_secrets"("endpoint_id");

-- CreateIndex
CREATE UNIQUE INDEX "fan_outs_by_kind" ON "fan_outs"("project_id", "routing_version", "type", "channel");

-- CreateIndex
CREATE INDEX "events_of_project" ON "events"("project_id", "id");

-- CreateIndex
CREATE INDEX "bodies_of_event" ON "bodies"("event_id");

-- CreateIndex
CREATE INDEX "deliveries_of_project" ON "deliveries"("project_id", "id");

-- CreateIndex
CREATE INDEX "deliveries_of_endpoint" ON "deliveries"("endpoint_id", "id");

-- CreateIndex
CREATE INDEX "deliveries_of_event" ON "deliveries"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "attempts_of_delivery" ON "attempts"("delivery_id", "number");

-- CreateIndex
CREATE INDEX "replay_jobs_of_project" ON "replay_jobs"("project_id", "id");

-- CreateIndex
CREATE INDEX "audit_entries_of_workspace" ON "audit_entries"("workspace_id", "id");

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "projects" ADD CONSTRAINT "projects_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_types" ADD CONSTRAINT "event_types_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dialects" ADD CONSTRAINT "dialects_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing_secrets" ADD CONSTRAINT "signing_secrets_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoint_states" ADD CONSTRAINT "endpoint_states_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma's schema language cannot say.

INSERT INTO "installation" ("id") VALUES (1);

-- A producer's id names one event of its project, for ever.
CREATE UNIQUE INDEX "events_by_producer_id" ON "events" ("project_id", "producer_id") WHERE "producer_id" IS NOT NULL;

-- claim and sweep: what is due at an endpoint, in order.
CREATE INDEX "deliveries_due" ON "deliveries" ("endpoint_id", "next_attempt_at", "id")
  WHERE "status" = 'pending' AND "ordering_key" IS NULL;

-- claim and sweep: the head of each ordering key at an endpoint.
CREATE INDEX "deliveries_due_by_key" ON "deliveries" ("endpoint_id", "ordering_key", "id") INCLUDE ("next_attempt_at")
  WHERE "status" = 'pending' AND "ordering_key" IS NOT NULL;

-- lists filtered by a status that is rare; costs nothing on the way of a delivery that succeeds.
CREATE INDEX "deliveries_of_project_by_status" ON "deliveries" ("project_id", "status", "id")
  WHERE "status" IN ('failed', 'cancelled', 'held');

-- one current signing secret per endpoint.
CREATE UNIQUE INDEX "signing_secrets_current" ON "signing_secrets" ("endpoint_id") WHERE "expires_at" IS NULL;

-- same URL twice in a project is found without a scan.
CREATE INDEX "endpoints_of_project_by_url" ON "endpoints" ("project_id", md5("url")) WHERE "deleted_at" IS NULL;

-- Rows that are updated in place: leave room on their pages, so that updates that touch no index stay there.
ALTER TABLE "endpoint_states" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE "deliveries" SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.1);

-- Payloads and bodies are compressed by lz4 where the server has it: a quarter of pglz's cost.
DO $$ BEGIN
  ALTER TABLE "events" ALTER COLUMN "payload" SET COMPRESSION lz4;
  ALTER TABLE "bodies" ALTER COLUMN "content" SET COMPRESSION lz4;
  ALTER TABLE "attempts" ALTER COLUMN "response_body" SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN NULL;
END $$;
