-- Where the URL is itself a secret, `url` is its masked form and the URL is sealed here.
ALTER TABLE "endpoints" ADD COLUMN "url_sealed" TEXT;

-- How the message about events of one type is laid out.
CREATE TABLE "message_templates" (
    "workspace_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "template" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_templates_pkey" PRIMARY KEY ("workspace_id", "type")
);

ALTER TABLE "message_templates" ADD CONSTRAINT "message_templates_workspace_id_fkey"
    FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
