-- The portal: links that open one project once, and how a workspace's portal looks and where it may be embedded.

ALTER TABLE "workspaces" ADD COLUMN "brand_color" TEXT, ADD COLUMN "portal_origins" TEXT[] DEFAULT ARRAY[]::TEXT[];

CREATE TABLE "portal_links" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "token_hash" BYTEA,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "session_seconds" INTEGER NOT NULL,
    "session_hash" BYTEA,
    "session_ends_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "portal_links_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "portal_links_token_hash_key" ON "portal_links"("token_hash");
CREATE UNIQUE INDEX "portal_links_session_hash_key" ON "portal_links"("session_hash");
CREATE INDEX "portal_links_of_project" ON "portal_links"("project_id", "id");

ALTER TABLE "portal_links" ADD CONSTRAINT "portal_links_project_id_fkey"
  FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
