-- Play: a receiver of our own, for trying things out.

CREATE TABLE "play_inboxes" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "status" SMALLINT NOT NULL DEFAULT 200,
    "delay_ms" INTEGER NOT NULL DEFAULT 0,
    "headers" JSONB NOT NULL DEFAULT '{}',
    "body" TEXT NOT NULL DEFAULT '',
    "fail_percent" SMALLINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "play_inboxes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "play_inboxes_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "play_inboxes_address_key" ON "play_inboxes" ("address");
CREATE INDEX "play_inboxes_of_workspace" ON "play_inboxes" ("workspace_id", "id");

CREATE TABLE "play_requests" (
    "id" UUID NOT NULL,
    "inbox_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "method" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "headers" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "answered_status" SMALLINT NOT NULL,
    "failed_at_random" BOOLEAN NOT NULL,

    CONSTRAINT "play_requests_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "play_requests_inbox_id_fkey" FOREIGN KEY ("inbox_id") REFERENCES "play_inboxes"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "play_requests_of_inbox" ON "play_requests" ("inbox_id", "id");
